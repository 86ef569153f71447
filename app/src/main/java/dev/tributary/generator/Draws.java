package dev.tributary.generator;

/**
 * Random numbers that are the same for a seed on every machine and in every version of Java: SplitMix64, written out here because the
 * generator's bytes depend on it.
 */
final class Draws {
    private static final long STEP = 0x9E3779B97F4A7C15L;

    private long state;

    Draws(long seed) {
        this.state = seed;
    }

    long next() {
        state += STEP;
        long mixed = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }

    /** 0 to 1, without 1. */
    double unit() {
        return (next() >>> 11) * 0x1p-53;
    }

    boolean happens(double share) {
        return unit() < share;
    }

    /** 0 to bound, without bound. */
    int below(int bound) {
        return (int) (((next() >>> 32) * bound) >>> 32);
    }

    /** Least to most, both included. */
    int between(int least, int most) {
        return least + below(most - least + 1);
    }

    <T> T oneOf(T[] choices) {
        return choices[below(choices.length)];
    }
}
