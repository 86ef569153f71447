package dev.tributary.governance;

import java.time.Instant;

/**
 * How often something was done.
 *
 * @param action what, as {@link AuditAction#text} writes it
 * @param entries how many entries the audit trail has of it
 * @param last when it was done last
 */
public record AuditTally(String action, long entries, Instant last) {}
