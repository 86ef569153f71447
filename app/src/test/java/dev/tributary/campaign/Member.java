package dev.tributary.campaign;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One process of the campaign: started, killed, paused and started again by the thread of the campaign, watched by a thread of its own
 * that measures how long it takes until it makes progress again.
 */
final class Member implements AutoCloseable {
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    /**
     * From a start to the first progress after it, in the clock of {@link System#nanoTime}.
     *
     * @param paused whether the process was stopped for a while meanwhile, so that the time is not its own
     */
    record Recovery(long from, long to, boolean paused) {
        double seconds() {
            return (to - from) / 1e9;
        }
    }

    /** When the process was not at work: from a fault until it made progress again. */
    record Trouble(long from, long to) {
        boolean overlaps(Recovery recovery) {
            return from <= recovery.to && to >= recovery.from;
        }
    }

    private final Role role;
    private final List<String> command;
    private final Path output;
    private final Progress progress;
    private final Consumer<String> log;
    private final Thread watcher;
    private final List<Recovery> recoveries = new ArrayList<>();
    private final List<Trouble> troubles = new ArrayList<>();
    private @Nullable Process process;
    private long troubledSince = System.nanoTime();
    private boolean troubled = true;
    private boolean faulted;
    private long startedAt;
    private OptionalLong base = OptionalLong.empty();
    private int incarnation;
    private int kills;
    private int killsBeforeProgress;
    private int pauses;
    private int ownExits;
    private boolean paused;
    private boolean pausedSinceStart;

    Member(Role role, List<String> command, Path output, Progress progress, Consumer<String> log) {
        this.role = role;
        this.command = List.copyOf(command);
        this.output = output;
        this.progress = progress;
        this.log = log;
        this.watcher = new Thread(this::watch, "watch " + role.title());
        watcher.setDaemon(true);
    }

    Role role() {
        return role;
    }

    /** Starts the process; the first time also the watching. */
    void start() {
        try {
            Process started = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                    .start();
            began(started);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + role.title() + ": " + command, e);
        }
        if (!watcher.isAlive()) {
            watcher.start();
        }
    }

    private synchronized void began(Process started) {
        process = started;
        startedAt = System.nanoTime();
        incarnation++;
        paused = false;
        pausedSinceStart = false;
    }

    /** SIGKILL; what it had done is read before anything starts it again. */
    void kill() throws InterruptedException {
        kills++;
        fault();
        current().destroyForcibly().waitFor();
        baseIsNow();
    }

    /** A process that ended without being asked to; false while it runs. */
    boolean endedByItself() throws InterruptedException {
        if (current().isAlive()) {
            return false;
        }
        ownExits++;
        log.accept(role.title() + " ended by itself with " + current().exitValue() + ", see " + output);
        fault();
        baseIsNow();
        return true;
    }

    private synchronized void fault() {
        if (troubled && faulted) {
            killsBeforeProgress++;
        } else {
            troubledSince = System.nanoTime();
        }
        troubled = true;
        faulted = true;
        startedAt = Long.MAX_VALUE; // not yet: progress read now is still that of the one before
        base = OptionalLong.empty();
    }

    private void baseIsNow() throws InterruptedException {
        OptionalLong now = role == Role.BROKER ? OptionalLong.of(0) : progress.of(role);
        synchronized (this) {
            base = now;
        }
    }

    /** SIGSTOP. */
    void pause() throws InterruptedException {
        pauses++;
        synchronized (this) {
            paused = true;
            pausedSinceStart = true;
            if (!troubled) {
                troubled = true;
                faulted = false; // pauses are not measured: how long they last was the campaign's choice
                troubledSince = System.nanoTime();
                base = OptionalLong.empty();
            }
        }
        signal("STOP");
    }

    /** SIGCONT. */
    void resume() throws InterruptedException {
        signal("CONT");
        synchronized (this) {
            paused = false;
        }
    }

    private void signal(String name) throws InterruptedException {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(current().pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot signal " + role.title(), e);
        }
    }

    /** SIGTERM; its exit code, or -1 when it did not end in time. */
    int stop(Duration atMost) throws InterruptedException {
        current().destroy();
        return current().waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)
                ? current().exitValue()
                : -1;
    }

    private synchronized Process current() {
        if (process == null) {
            throw new IllegalStateException(role.title() + " was never started");
        }
        return process;
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(LOOK_EVERY.toMillis());
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    private void look() throws InterruptedException {
        int before;
        synchronized (this) {
            if (!troubled || paused) {
                return;
            }
            before = incarnation;
        }
        OptionalLong now = progress.of(role);
        synchronized (this) {
            if (now.isPresent() && before == incarnation && !paused && troubled && startedAt != Long.MAX_VALUE) {
                compare(now.getAsLong());
            }
        }
    }

    private void compare(long now) {
        if (base.isEmpty()) {
            base = OptionalLong.of(now);
        } else if (now > base.getAsLong()) {
            long moment = System.nanoTime();
            if (faulted) {
                Recovery recovery = new Recovery(startedAt, moment, pausedSinceStart);
                recoveries.add(recovery);
                log.accept(String.format("%s makes progress after %.2f s", role.title(), recovery.seconds()));
            }
            troubles.add(new Trouble(troubledSince, moment));
            troubled = false;
            faulted = false;
            base = OptionalLong.empty();
        }
    }

    synchronized boolean atWork() {
        return !troubled;
    }

    synchronized List<Recovery> recoveries() {
        return List.copyOf(recoveries);
    }

    /** Whether this one was in trouble at any time of another's recovery. */
    synchronized boolean troubledDuring(Recovery recovery) {
        return troubles.stream().anyMatch(trouble -> trouble.overlaps(recovery))
                || (troubled && troubledSince <= recovery.to);
    }

    int kills() {
        return kills;
    }

    /** How many kills hit the process while it was still recovering from the one before. */
    synchronized int killsBeforeProgress() {
        return killsBeforeProgress;
    }

    int pauses() {
        return pauses;
    }

    int ownExits() {
        return ownExits;
    }

    /** Leaves no process behind. */
    @Override
    public void close() {
        watcher.interrupt();
        if (process != null) {
            process.destroyForcibly();
        }
    }
}
