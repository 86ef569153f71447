package dev.tributary.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What is to be done about a job now. Follows from its configuration, its last run and the time alone. */
sealed interface NextRun {
    /** How late a run may begin and still not count as missed. */
    Duration LATE = Duration.ofMinutes(1);

    /** Nothing until then. */
    record Wait(Instant until) implements NextRun {}

    /** Run it, for the time at which it was due. */
    record Run(Instant due, int attempt) implements NextRun {}

    /** Note that it was missed, last at that time. */
    record Skip(Instant due) implements NextRun {}

    /** Nothing at all: it runs only on demand. */
    record Never() implements NextRun {}

    /**
     * Decides.
     *
     * @param last the last run that was due, if there was one
     * @param since when the job was first heard of, or the clock was last seen to be set back
     */
    static NextRun of(JobConfig job, Optional<JobRun> last, Instant since, Instant now) {
        if (job.timing().isEmpty()) {
            return new Never();
        }
        Timing timing = job.timing().get();
        Instant from = timing.from(last.flatMap(JobRun::due).orElse(since), since, now);
        Optional<Instant> missed = timing.last(from, now);
        if (missed.isPresent()) {
            return due(job, timing, from, missed.get(), now);
        }
        Instant next = timing.after(from);
        return retry(job, last, now)
                .map(retry -> retry instanceof Wait wait && wait.until().isAfter(next) ? new Wait(next) : retry)
                .orElseGet(() -> new Wait(next));
    }

    private static NextRun due(JobConfig job, Timing timing, Instant from, Instant missed, Instant now) {
        return switch (job.missed()) {
            case ONCE -> new Run(missed, 1);
            case ALL -> new Run(timing.after(from), 1);
            case SKIP -> missed.plus(LATE).isBefore(now) ? new Skip(missed) : new Run(missed, 1);
        };
    }

    /** What failed is tried again, a few times, after a pause. A clock that was set back does not make the pause longer. */
    private static Optional<NextRun> retry(JobConfig job, Optional<JobRun> last, Instant now) {
        return last.filter(run -> run.outcome().failure() && run.attempt() <= job.retries())
                .map(run -> {
                    Duration pause = job.pauseAfter(run.attempt());
                    Instant begin = run.ended().orElse(run.started()).plus(pause);
                    Instant latest = now.plus(pause);
                    Instant again = begin.isAfter(latest) ? latest : begin;
                    return again.isAfter(now)
                            ? new Wait(again)
                            : new Run(run.due().orElseThrow(), run.attempt() + 1);
                });
    }
}
