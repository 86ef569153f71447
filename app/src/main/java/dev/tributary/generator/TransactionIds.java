package dev.tributary.generator;

/**
 * Ids that look random and do not repeat within 2^32 transactions: a permutation of all 32-bit numbers, walked from a place that the seed
 * chooses. Two runs with different seeds walk the same circle from different places, so their ids seldom meet.
 */
final class TransactionIds {
    private int place;

    TransactionIds(long seed) {
        this.place = (int) (new Draws(~seed).next() >>> 32);
    }

    int next() {
        return permuted(place++);
    }

    /** Each step can be undone, so different numbers stay different. */
    private static int permuted(int number) {
        int mixed = (number ^ (number >>> 16)) * 0x7FEB352D;
        mixed = (mixed ^ (mixed >>> 15)) * 0x846CA68B;
        return mixed ^ (mixed >>> 16);
    }
}
