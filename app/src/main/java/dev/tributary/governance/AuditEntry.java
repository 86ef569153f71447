package dev.tributary.governance;

import java.time.Instant;

/**
 * A line of the audit trail.
 *
 * @param number its place, from 1 without holes
 * @param at when it happened
 * @param actor who did it
 * @param action what was done, as {@link AuditAction#text} writes it
 * @param details the rest, one JSON object
 */
public record AuditEntry(long number, Instant at, String actor, String action, String details) {}
