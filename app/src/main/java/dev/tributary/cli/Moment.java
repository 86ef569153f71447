package dev.tributary.cli;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** Times as users type them. */
final class Moment {
    private static final int DATE = 10;

    private Moment() {}

    /** A date, which is its first moment in UTC, or a time such as {@code 2026-11-22T14:00:00Z}; empty for anything else. */
    static Optional<Instant> parse(String text) {
        try {
            return Optional.of(
                    text.length() == DATE
                            ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                            : Instant.parse(text));
        } catch (DateTimeParseException neither) {
            return Optional.empty();
        }
    }
}
