package dev.tributary.pipeline;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The running parts of a pipeline. The first one that fails ends the waiting of whoever waits; closing stops the parts in the reverse of the order in
 * which they were added, and waits for the thread of each.
 */
final class Stages implements AutoCloseable {
    private static final Duration THREAD_ENDS_WITHIN = Duration.ofSeconds(5);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final CountDownLatch failed = new CountDownLatch(1);

    /** Adds a part that is stopped by closing it. */
    <T extends AutoCloseable> T add(T part) {
        parts.push(part);
        return part;
    }

    /**
     * Runs a part in a thread of its own.
     *
     * @param stop makes {@code run} return soon
     *
     */
    void run(String name, Runnable run, Runnable stop) {
        Thread thread = new Thread(() -> runOrFail(run), "tributary-" + name);
        parts.push(() -> {
            stop.run();
            thread.join(THREAD_ENDS_WITHIN.toMillis());
            if (thread.isAlive()) {
                throw new PipelineException(name + " did not stop within " + THREAD_ENDS_WITHIN.toSeconds() + " s");
            }
        });
        thread.start();
    }

    /** The whole part is the unit of work whose failure is kept: whoever waits is woken and reports it. */
    private void runOrFail(Runnable run) {
        try {
            run.run();
        } catch (Throwable e) {
            fail(e);
        }
    }

    /** A part failed. Only the first failure counts. */
    void fail(Throwable cause) {
        failure.compareAndSet(null, cause);
        failed.countDown();
    }

    Optional<Throwable> failure() {
        return Optional.ofNullable(failure.get());
    }

    /** Waits for a failure, at most that long; whether there is one. */
    boolean awaitFailure(Duration atMost) throws InterruptedException {
        return failed.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        RuntimeException problem = null;
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Exception e) {
                RuntimeException next = e instanceof RuntimeException known ? known : new IllegalStateException(e);
                if (problem == null) {
                    problem = next;
                } else {
                    problem.addSuppressed(next);
                }
            }
        }
        if (problem != null) {
            throw problem;
        }
    }
}
