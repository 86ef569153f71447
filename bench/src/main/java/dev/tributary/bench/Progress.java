package dev.tributary.bench;

import java.util.Locale;

/** Says on standard error what is being measured, with the seconds since the start. */
final class Progress {
    private final long start = System.nanoTime();

    void say(String what) {
        System.err.printf(Locale.ROOT, "bench %4.0f s: %s%n", (System.nanoTime() - start) / 1e9, what);
    }
}
