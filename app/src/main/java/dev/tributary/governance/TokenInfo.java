package dev.tributary.governance;

import java.time.Instant;

/**
 * A token that was given out, without its secret, which nobody keeps.
 *
 * @param id its name
 * @param user whose it is
 * @param scope what it can be used for
 * @param madeAt since when
 * @param expiresAt until when, not included
 */
public record TokenInfo(String id, String user, Scope scope, Instant madeAt, Instant expiresAt) {}
