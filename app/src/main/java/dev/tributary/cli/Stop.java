package dev.tributary.cli;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Tells a running command to come to a clean end, as Ctrl-C and SIGTERM do. Safe from any thread. */
final class Stop {
    private final Thread command;
    private final CountDownLatch requested = new CountDownLatch(1);
    private final Deque<Runnable> handlers = new ArrayDeque<>();

    /** For the command that runs in this thread. */
    Stop(Thread command) {
        this.command = command;
    }

    /** Undoes {@link #onRequest}. */
    interface Registration extends AutoCloseable {
        @Override
        void close();
    }

    /** Runs this when the end is requested, at once if it already was. It must be quick and may come from another thread. */
    Registration onRequest(Runnable handler) {
        synchronized (handlers) {
            handlers.addFirst(handler);
        }
        if (requested()) {
            handler.run();
        }
        return () -> {
            synchronized (handlers) {
                handlers.remove(handler);
            }
        };
    }

    /** Asks for the end. A command that did not say how to stop is interrupted. Asking again does nothing. */
    void request() {
        synchronized (handlers) {
            if (requested()) {
                return;
            }
            requested.countDown();
        }
        Deque<Runnable> now;
        synchronized (handlers) {
            now = new ArrayDeque<>(handlers);
        }
        if (now.isEmpty()) {
            command.interrupt();
        }
        now.forEach(Runnable::run);
    }

    boolean requested() {
        return requested.getCount() == 0;
    }

    /** Waits for the request, at most this long; true when it came. */
    boolean await(Duration longest) throws InterruptedException {
        return requested.await(longest.toMillis(), TimeUnit.MILLISECONDS);
    }
}
