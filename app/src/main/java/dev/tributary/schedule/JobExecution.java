package dev.tributary.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** One run of a job, in a thread of its own. */
final class JobExecution implements Job.Stopping {
    private final JobConfig config;
    private final Job job;
    private final JobRun begun;
    private final InstantSource clock;
    private final Consumer<JobRun> ended;
    private final Thread thread;
    private volatile boolean stopping;
    private volatile boolean timedOut;

    /**
     * Prepares a run; {@link #start} begins it.
     *
     * @param begun as the history has it
     * @param ended is told of its end, in its thread
     */
    JobExecution(JobConfig config, Job job, JobRun begun, InstantSource clock, Consumer<JobRun> ended) {
        this.config = config;
        this.job = job;
        this.begun = begun;
        this.clock = clock;
        this.ended = ended;
        this.thread = new Thread(this::run, "tributary-job-" + config.name());
    }

    void start() {
        thread.start();
    }

    /** The whole run is the unit of work whose failure is kept, in the history. */
    private void run() {
        JobRun run;
        try {
            Job.Result result = job.run(this);
            run = timedOut
                    ? ended(JobRun.Outcome.TIMED_OUT, result.numbers(), tooLong())
                    : ended(JobRun.Outcome.DONE, result.numbers(), result.message());
        } catch (Throwable failure) {
            run = timedOut
                    ? ended(JobRun.Outcome.TIMED_OUT, Map.of(), tooLong())
                    : ended(JobRun.Outcome.FAILED, numbers(failure), words(failure));
        }
        ended.accept(run);
    }

    private String tooLong() {
        return "took longer than " + config.timeLimit().toSeconds() + " s";
    }

    private static Map<String, Long> numbers(Throwable failure) {
        return failure instanceof CheckNotPassedException found ? found.numbers() : Map.of();
    }

    private static String words(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank() ? failure.toString() : message;
    }

    private JobRun ended(JobRun.Outcome outcome, Map<String, Long> numbers, String message) {
        Instant now = clock.instant();
        return new JobRun(
                begun.id(),
                begun.job(),
                begun.due(),
                begun.attempt(),
                begun.started(),
                Optional.of(now),
                outcome,
                numbers,
                message);
    }

    @Override
    public boolean requested() {
        return stopping;
    }

    /** Asks it to end soon. */
    void stop() {
        stopping = true;
    }

    /** It has run for so long: ends it when that is too long. */
    void ranFor(Duration time) {
        if (!timedOut && time.compareTo(config.timeLimit()) > 0) {
            timedOut = true;
            stopping = true;
            thread.interrupt();
        }
    }

    /** Waits for its end, at most that long; whether it ended. */
    boolean join(Duration atMost) throws InterruptedException {
        thread.join(Math.max(1, atMost.toMillis()));
        return !thread.isAlive();
    }
}
