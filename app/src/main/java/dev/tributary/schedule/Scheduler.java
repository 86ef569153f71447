package dev.tributary.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Runs jobs when they are due, each at most once at a time, also beside other schedulers on the same history. It looks at the clock once a second at least, so that a clock that
 * is set, or a machine that slept, makes no difference but the one that {@link MissedRuns} says.
 */
public final class Scheduler {
    /**
     * A job and how it runs.
     *
     * @param config how
     * @param job what it does
     */
    public record Scheduled(JobConfig config, Job job) {}

    /** Is told what happens, on the thread that it happens on. */
    public interface Listener {
        /** A run has ended. */
        default void ended(JobRun run) {}

        /** The history could not be read or written; it is tried again. */
        default void trouble(ScheduleException why) {}
    }

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(4);

    /** What is known of a job between two looks. */
    private static final class Entry {
        final Scheduled scheduled;
        Optional<Instant> quietUntil = Optional.empty();
        Optional<JobExecution> running = Optional.empty();
        Optional<JobRun> unnoted = Optional.empty();
        long startedNanos;

        Entry(Scheduled scheduled) {
            this.scheduled = scheduled;
        }

        JobConfig config() {
            return scheduled.config();
        }
    }

    private final List<Entry> entries = new ArrayList<>();
    private final JobHistory history;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final Listener listener;
    private Instant since;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private Instant lastLook;
    private boolean stopped;

    /** Joins jobs and the history of their runs, whose table is there. */
    public Scheduler(List<Scheduled> jobs, JobHistory history, InstantSource clock, Listener listener) {
        this(jobs, history, clock, System::nanoTime, listener);
    }

    /** The same with another measure of how long a run takes, which no setting of the clock changes. */
    Scheduler(List<Scheduled> jobs, JobHistory history, InstantSource clock, LongSupplier nanos, Listener listener) {
        jobs.forEach(job -> entries.add(new Entry(job)));
        this.history = history;
        this.clock = clock;
        this.nanos = nanos;
        this.listener = listener;
        this.since = clock.instant();
        this.lastLook = since;
    }

    /** Runs jobs until {@link #stop}; then asks those that run to end, and waits a few seconds for them. */
    public void runUntilStopped() {
        lock.lock();
        try {
            while (!stopped) {
                Instant next = step(clock.instant());
                Duration pause = Duration.between(clock.instant(), next);
                changed.awaitNanos(
                        Math.max(1, pause.compareTo(LOOK_EVERY) < 0 ? pause.toNanos() : LOOK_EVERY.toNanos()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
            end();
        }
    }

    /** Makes {@link #runUntilStopped} return soon. From any thread. */
    public void stop() {
        lock.lock();
        try {
            stopped = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void end() {
        List<JobExecution> running = new ArrayList<>();
        lock.lock();
        try {
            entries.forEach(entry -> entry.running.ifPresent(running::add));
        } finally {
            lock.unlock();
        }
        running.forEach(JobExecution::stop);
        long deadline = System.nanoTime() + STOPS_WITHIN.toNanos();
        try {
            for (JobExecution run : running) {
                run.join(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Starts what is due; when to look again at the latest. */
    Instant step(Instant now) {
        lock.lock();
        try {
            if (now.isBefore(lastLook)) {
                since = now; // the clock was set back
                entries.forEach(entry -> entry.quietUntil = Optional.empty());
            }
            lastLook = now;
            Instant next = now.plus(LOOK_EVERY.multipliedBy(60));
            for (Entry entry : entries) {
                Instant wanted = look(entry, now);
                next = wanted.isBefore(next) ? wanted : next;
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    private Instant look(Entry entry, Instant now) {
        try {
            noteEnd(entry);
            if (entry.running.isPresent()) {
                entry.running.get().ranFor(Duration.ofNanos(nanos.getAsLong() - entry.startedNanos));
                return now.plus(LOOK_EVERY);
            }
            if (entry.quietUntil.filter(until -> until.isAfter(now)).isPresent()) {
                return entry.quietUntil.get();
            }
            return decide(entry, now);
        } catch (ScheduleException e) {
            listener.trouble(e);
            return now.plus(LOOK_EVERY);
        }
    }

    /** An end that could not be written down is written down now: until then the job does not run again. */
    private void noteEnd(Entry entry) {
        if (entry.unnoted.isPresent()) {
            note(entry.unnoted.get());
            entry.unnoted = Optional.empty();
            entry.running = Optional.empty();
        }
    }

    private void note(JobRun run) {
        history.end(run.id(), run.ended().orElseThrow(), run.outcome(), run.numbers(), run.message());
        listener.ended(run);
    }

    private Instant decide(Entry entry, Instant now) {
        Optional<JobRun> last = history.lastDue(entry.config().name());
        NextRun next = NextRun.of(entry.config(), last, since, now);
        if (next instanceof NextRun.Wait wait) {
            entry.quietUntil = Optional.of(wait.until());
            return wait.until();
        }
        if (next instanceof NextRun.Skip skip) {
            history.skip(entry.config().name(), skip.due(), now, last);
            return now;
        }
        if (next instanceof NextRun.Run run) {
            start(entry, run, now, last);
            return now.plus(LOOK_EVERY);
        }
        return now.plus(LOOK_EVERY.multipliedBy(60));
    }

    private void start(Entry entry, NextRun.Run run, Instant now, Optional<JobRun> last) {
        String name = entry.config().name();
        Optional<Long> id = history.begin(name, Optional.of(run.due()), run.attempt(), now, last);
        if (id.isEmpty()) {
            return; // it runs elsewhere, or somebody asked for it
        }
        JobRun begun = new JobRun(
                id.get(),
                name,
                Optional.of(run.due()),
                run.attempt(),
                now,
                Optional.empty(),
                JobRun.Outcome.RUNNING,
                Map.of(),
                "");
        JobExecution execution =
                new JobExecution(entry.config(), entry.scheduled.job(), begun, clock, ended -> hasEnded(entry, ended));
        entry.running = Optional.of(execution);
        entry.startedNanos = nanos.getAsLong();
        execution.start();
    }

    private void hasEnded(Entry entry, JobRun run) {
        lock.lock();
        try {
            entry.quietUntil = Optional.empty();
            entry.unnoted = Optional.of(run);
            noteEnd(entry);
        } catch (ScheduleException e) {
            listener.trouble(e);
        } finally {
            changed.signalAll();
            lock.unlock();
        }
    }

    /**
     * Runs a job now, in a thread of its own, and waits for its end. Its timetable is as before.
     *
     * @param stopping asks the run to end soon
     * @throws ScheduleException when it runs already
     */
    public static JobRun runNow(Scheduled scheduled, JobHistory history, InstantSource clock, Job.Stopping stopping)
            throws InterruptedException {
        String name = scheduled.config().name();
        Instant now = clock.instant();
        long id = history.begin(name, Optional.empty(), 1, now, Optional.empty())
                .orElseThrow(() -> new ScheduleException(
                        "the job " + name + " is running already", "tributary jobs history " + name));
        JobRun begun =
                new JobRun(id, name, Optional.empty(), 1, now, Optional.empty(), JobRun.Outcome.RUNNING, Map.of(), "");
        List<JobRun> ended = new ArrayList<>();
        JobExecution execution = new JobExecution(scheduled.config(), scheduled.job(), begun, clock, ended::add);
        long started = System.nanoTime();
        execution.start();
        while (!execution.join(Duration.ofMillis(100))) {
            execution.ranFor(Duration.ofNanos(System.nanoTime() - started));
            if (stopping.requested()) {
                execution.stop();
            }
        }
        JobRun run = ended.get(0);
        history.end(run.id(), run.ended().orElseThrow(), run.outcome(), run.numbers(), run.message());
        return run;
    }

    /** When a job is due next; now, when it is overdue. */
    public static Optional<Instant> next(JobConfig job, JobHistory history, Instant now) {
        NextRun next = NextRun.of(job, history.lastDue(job.name()), now, now);
        if (next instanceof NextRun.Wait wait) {
            return Optional.of(wait.until());
        }
        return next instanceof NextRun.Never ? Optional.empty() : Optional.of(now);
    }
}
