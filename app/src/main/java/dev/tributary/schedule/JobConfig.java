package dev.tributary.schedule;

import java.time.Duration;
import java.util.Optional;

/**
 * How a job runs.
 *
 * @param name what it is called
 * @param timing when it is due; empty when it runs only on demand
 * @param missed what becomes of runs that were missed
 * @param retries how often a run that failed is tried again
 * @param retryAfter how long after the first failure; doubled with each further one
 * @param timeLimit how long a run may take; then it is interrupted
 */
public record JobConfig(
        String name, Optional<Timing> timing, MissedRuns missed, int retries, Duration retryAfter, Duration timeLimit) {
    private static final int MOST_DOUBLINGS = 20;

    public JobConfig {
        if (!name.matches("[a-z][a-z0-9-]*")) {
            throw new IllegalArgumentException("a job cannot be called '" + name + "'");
        }
        if (retries < 0) {
            throw new IllegalArgumentException("schedule." + name + ".retries must not be negative, not " + retries);
        }
    }

    /** How long to wait before the next attempt, after so many that failed. */
    Duration pauseAfter(int attempts) {
        return retryAfter.multipliedBy(1L << Math.min(attempts - 1, MOST_DOUBLINGS));
    }
}
