package dev.tributary.warehouse;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times as the warehouse writes them: ISO-8601 in UTC, always with milliseconds, so that text order is time order. */
final class UtcText {
    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final long LAST_DAY = LocalDate.of(9999, 12, 31).toEpochDay();

    private UtcText() {}

    static String of(Instant time) {
        return FORMAT.format(time);
    }

    /** A day, counted from 1970; what is after the year 9999 is its last one. */
    static String day(long epochDay) {
        return LocalDate.ofEpochDay(Math.min(epochDay, LAST_DAY)).toString();
    }
}
