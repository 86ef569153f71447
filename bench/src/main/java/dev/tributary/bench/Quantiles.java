package dev.tributary.bench;

import java.util.List;

/** Values in order, at least one. */
record Quantiles(List<Double> sorted) {
    Quantiles {
        sorted = List.copyOf(sorted);
        if (sorted.isEmpty()) {
            throw new IllegalArgumentException("nothing was measured");
        }
    }

    static Quantiles of(List<Double> values) {
        return new Quantiles(values.stream().sorted().toList());
    }

    /** The smallest value that this share of all values does not exceed. */
    double at(double share) {
        return sorted.get((int) Math.min(sorted.size() - 1, Math.max(0, Math.ceil(share * sorted.size()) - 1)));
    }

    double median() {
        return at(0.5);
    }

    double least() {
        return sorted.get(0);
    }

    double most() {
        return sorted.get(sorted.size() - 1);
    }
}
