package dev.tributary.bench;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Looks for new records, in a thread of its own, until it has seen as many as it is told. */
final class Watch implements AutoCloseable {
    private final CompletableFuture<Optional<Exception>> end = new CompletableFuture<>();
    private volatile boolean closed;

    /** Looks again and again; between two looks nothing is waited for but what the look itself waits. */
    Watch(String name, Callable<?> look) {
        Thread thread = new Thread(() -> run(look), name);
        thread.setDaemon(true);
        thread.start();
    }

    private void run(Callable<?> look) {
        try {
            while (!closed) {
                look.call();
            }
            end.complete(Optional.empty());
        } catch (Exception e) {
            end.complete(Optional.of(e));
        }
    }

    /** Fails when looking has failed. */
    void requireWorking() throws Exception {
        Optional<Exception> failure = end.getNow(Optional.empty());
        if (failure.isPresent()) {
            throw failure.get();
        }
    }

    @Override
    public void close() throws InterruptedException, ExecutionException {
        closed = true;
        end.get();
    }
}
