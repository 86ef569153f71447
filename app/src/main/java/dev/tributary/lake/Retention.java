package dev.tributary.lake;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * How long days stay in the lake.
 *
 * @param after how long a day stays after its end, unless its feed says otherwise
 * @param quarantine how long dead letters, and confidential feeds that are not loaded, stay after the end of their day
 * @param delete whether expired days are deleted; otherwise they are only reported
 * @param archive what becomes of the lines of expired days
 * @param maxShare how much of the lake one run may delete, as a share of its bytes
 */
public record Retention(Period after, Period quarantine, boolean delete, Archive archive, double maxShare) {
    /** Seven days each, and at most half of the lake at once. */
    public static final Retention STANDARD =
            new Retention(Period.of(Duration.ofDays(7)), Period.of(Duration.ofDays(7)), true, Archive.NONE, 0.5);

    /** What becomes of the lines of expired days. */
    public enum Archive {
        /** They are deleted. */
        NONE,
        /** They are kept as Parquet. */
        PARQUET
    }

    public Retention {
        if (!(maxShare > 0 && maxShare <= 1)) {
            throw new IllegalArgumentException("retention.max-share must be above 0 and at most 1, not " + maxShare);
        }
    }

    /**
     * How long something stays.
     *
     * @param length the time after the end of its day; empty for ever
     */
    public record Period(Optional<Duration> length) {
        /** For ever. */
        public static final Period FOREVER = new Period(Optional.empty());

        public Period {
            if (length.filter(duration -> duration.isZero() || duration.isNegative())
                    .isPresent()) {
                throw new IllegalArgumentException("a period of retention must be longer than zero");
            }
        }

        /** So long after the end of the day. */
        public static Period of(Duration length) {
            return new Period(Optional.of(length));
        }

        /** Whether a day, from midnight to midnight in UTC, ended at least so long ago. */
        public boolean expired(LocalDate day, Instant now) {
            return length.map(time -> !day.plusDays(1)
                            .atStartOfDay(ZoneOffset.UTC)
                            .toInstant()
                            .isAfter(now.minus(time)))
                    .orElse(false);
        }
    }
}
