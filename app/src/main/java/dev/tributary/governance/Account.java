package dev.tributary.governance;

import java.time.Instant;

/**
 * A user.
 *
 * @param name his name, unique without regard to case
 * @param role what he is
 * @param hasPassword whether he can log in with one
 * @param madeAt since when
 */
public record Account(String name, Role role, boolean hasPassword, Instant madeAt) {}
