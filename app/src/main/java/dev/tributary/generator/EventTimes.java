package dev.tributary.generator;

import dev.tributary.generator.GeneratorConfig.Time;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** When transactions happen, in microseconds since 1970. */
sealed interface EventTimes {
    long HOUR = micros(Duration.ofHours(1));

    static EventTimes of(Time time, InstantSource clock) {
        return switch (time) {
            case LIVE -> new Live(clock);
            case COURSE -> new Course(micros(clock.instant().truncatedTo(ChronoUnit.DAYS)));
        };
    }

    long ordinary(Draws draws);

    /** Long before any window that may still be open. */
    long late(Draws draws);

    /** A time that leaves room for what follows it. */
    long first(Draws draws);

    /** A later time of the same transaction. */
    long after(long micros, Draws draws);

    /** Now. */
    record Live(InstantSource clock) implements EventTimes {
        private static final long MILLISECOND = 1_000;

        @Override
        public long ordinary(Draws draws) {
            return micros(clock.instant());
        }

        @Override
        public long late(Draws draws) {
            return micros(clock.instant()) - HOUR - (long) (draws.unit() * HOUR);
        }

        @Override
        public long first(Draws draws) {
            return ordinary(draws);
        }

        @Override
        public long after(long micros, Draws draws) {
            return Math.max(micros(clock.instant()), micros + MILLISECOND);
        }
    }

    /** The 30 days before the day began in UTC, so that a seed gives the same bytes all day. */
    record Course(long end) implements EventTimes {
        private static final long SPAN = micros(Duration.ofDays(30));
        private static final long LONGEST_STEP = micros(Duration.ofMinutes(10));
        private static final long SECOND = 1_000_000;

        @Override
        public long ordinary(Draws draws) {
            return end - (long) (draws.unit() * SPAN);
        }

        @Override
        public long late(Draws draws) {
            return end - SPAN - HOUR - (long) (draws.unit() * HOUR);
        }

        @Override
        public long first(Draws draws) {
            return end - 2 * LONGEST_STEP - (long) (draws.unit() * (SPAN - 2 * LONGEST_STEP));
        }

        @Override
        public long after(long micros, Draws draws) {
            return micros + SECOND + (long) (draws.unit() * (LONGEST_STEP - SECOND));
        }
    }

    private static long micros(Instant instant) {
        return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000;
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1_000;
    }
}
