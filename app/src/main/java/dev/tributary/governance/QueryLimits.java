package dev.tributary.governance;

import java.time.Duration;

/**
 * How much one query of a user who is no administrator may take.
 *
 * @param time how long it may run
 * @param rows how many rows it may give
 * @param bytes how long its values may be together, as text
 * @param valueBytes how long one value, also one between, may be
 */
public record QueryLimits(Duration time, long rows, long bytes, int valueBytes) {
    /** Those of the command line. */
    public static final QueryLimits USUAL = new QueryLimits(Duration.ofSeconds(30), 100_000, 64L << 20, 2 << 20);

    /** Those of statements that Tributary itself wrote and whose rows it only adds up. */
    static final QueryLimits ADDING_UP =
            new QueryLimits(Duration.ofMinutes(10), Long.MAX_VALUE, Long.MAX_VALUE, 2 << 20);
}
