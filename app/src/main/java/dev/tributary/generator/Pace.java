package dev.tributary.generator;

import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;

/**
 * When the records of a flow are due. Each has its moment counted from the start, so that small delays do not add up; after a stall of
 * more than a second what was missed is left out rather than caught up in a burst.
 */
final class Pace {
    private static final long LONGEST_STALL = TimeUnit.SECONDS.toNanos(1);

    private final OptionalDouble rate;
    private long start;
    private long released;

    /** Times are of the nanosecond clock of the process. */
    Pace(OptionalDouble rate, long start) {
        this.rate = rate;
        this.start = start;
    }

    /** How many nanoseconds it is until the next record; zero or less when it is due, and then it counts as released. */
    long untilNext(long now) {
        if (rate.isEmpty()) {
            return 0;
        }
        long ahead = start + (long) (released * (1e9 / rate.getAsDouble())) - now;
        if (ahead < -LONGEST_STALL) {
            start -= ahead;
        }
        if (ahead <= 0) {
            released++;
        }
        return ahead;
    }
}
