package dev.tributary.bench;

import java.util.ArrayList;
import java.util.List;

/** How old records were when they were seen, in milliseconds. Filled by one thread, read by others when all is in. */
final class Delays {
    private final List<Double> millis = new ArrayList<>();

    synchronized void add(long delay) {
        millis.add((double) delay);
    }

    synchronized int count() {
        return millis.size();
    }

    synchronized Quantiles quantiles() {
        return Quantiles.of(millis);
    }
}
