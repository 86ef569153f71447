package dev.tributary.schedule;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A run in the history.
 *
 * @param id its number
 * @param job the job's name
 * @param due when it was due; empty for one that somebody asked for
 * @param attempt 1, and one more for each time that it was tried again
 * @param started when it began
 * @param ended when it ended; empty while it runs
 * @param outcome how
 * @param numbers what it did, in numbers
 * @param message what it did or why it failed, in words
 */
public record JobRun(
        long id,
        String job,
        Optional<Instant> due,
        int attempt,
        Instant started,
        Optional<Instant> ended,
        Outcome outcome,
        Map<String, Long> numbers,
        String message) {
    /** How a run ended. */
    public enum Outcome {
        /** It runs. */
        RUNNING,
        /** It did what it does. */
        DONE,
        /** It failed. */
        FAILED,
        /** It took longer than it may and was interrupted. */
        TIMED_OUT,
        /** Its process ended before it did. */
        LOST,
        /** It was missed, and is not made up for. */
        SKIPPED;

        /** Whether it should be tried again. */
        public boolean failure() {
            return this == FAILED || this == TIMED_OUT || this == LOST;
        }
    }

    public JobRun {
        numbers = new LinkedHashMap<>(numbers);
    }
}
