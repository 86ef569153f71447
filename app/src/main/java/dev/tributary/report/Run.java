package dev.tributary.report;

import java.time.Instant;
import java.util.Optional;

/**
 * A run of a scheduled job.
 *
 * @param job the job's name
 * @param started when it began
 * @param ended when it ended; empty while it runs
 * @param outcome how
 * @param message what it did or why it failed, in words
 */
public record Run(String job, Instant started, Optional<Instant> ended, Outcome outcome, String message) {
    /** How a run ended. */
    public enum Outcome {
        /** It did what it does. */
        DONE,
        /** It failed, took too long, or its process died. */
        FAILED,
        /** It was missed, and is not made up for. */
        SKIPPED,
        /** It has not ended. */
        RUNNING
    }
}
