package dev.tributary.broker;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * Runs a step to its end in a thread of its own: an interrupt of the caller would close Kafka's files half-way. The interrupt is not
 * lost; the caller finds it when the step is done.
 */
final class OwnThread {
    private OwnThread() {}

    static <T> T call(String name, Supplier<T> step) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> complete(result, step), name);
        thread.setDaemon(true);
        thread.start();
        try {
            return result.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw e;
        }
    }

    private static <T> void complete(CompletableFuture<T> result, Supplier<T> step) {
        try {
            result.complete(step.get());
        } catch (Throwable e) { // it goes on in the caller's thread, whatever it is
            result.completeExceptionally(e);
        }
    }
}
