package dev.tributary.warehouse;

import java.util.Optional;

/** A sum of whole numbers that is right, or known not to fit into 64 bits. */
final class ExactSum {
    private long value;
    private boolean overflown;

    void add(long summand) {
        long sum = value + summand;
        overflown |= ((value ^ sum) & (summand ^ sum)) < 0;
        value = sum;
    }

    /** The sum; empty when it did not fit at some time. */
    Optional<Long> value() {
        return overflown ? Optional.empty() : Optional.of(value);
    }
}
