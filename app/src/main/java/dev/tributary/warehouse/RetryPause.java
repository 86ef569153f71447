package dev.tributary.warehouse;

import java.util.concurrent.TimeUnit;

/** The time between a pass that failed for a reason that passes and the next: a little at first, twice as long each time. */
final class RetryPause {
    private static final long FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(10);

    private long nanos;
    private long since;

    /** A pass failed; whether it is the first in a row. */
    boolean begin() {
        boolean first = nanos == 0;
        nanos = first ? FIRST_NANOS : Math.min(2 * nanos, LONGEST_NANOS);
        since = System.nanoTime();
        return first;
    }

    boolean pausing() {
        return nanos > 0 && System.nanoTime() - since < nanos;
    }

    /** A pass succeeded. */
    void end() {
        nanos = 0;
    }
}
