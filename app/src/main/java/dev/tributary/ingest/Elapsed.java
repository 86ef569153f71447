package dev.tributary.ingest;

import java.time.Duration;
import java.time.Instant;

/** Intervals on a clock that may be set. */
final class Elapsed {
    private Elapsed() {}

    /** What is left of an interval; zero when it is over, or when the clock stands before its beginning. */
    static Duration rest(Instant begin, Instant now, Duration interval) {
        Duration elapsed = Duration.between(begin, now);
        if (elapsed.isNegative() || elapsed.compareTo(interval) >= 0) {
            return Duration.ZERO;
        }
        return interval.minus(elapsed);
    }
}
