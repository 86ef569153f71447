package dev.tributary.report;

import java.util.Arrays;

/** Counts how many texts differ, by hashes of 64 bits, in eleven to twenty-two bytes a text: of ten million, two share one once in 370,000 times. */
final class Distinct {
    private static final long OFFSET = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;
    private static final long SPREAD = 0x9e3779b97f4a7c15L;

    private long[] slots = new long[1 << 12];
    private int count;

    /** Adds a text that is made of parts. */
    void add(String... parts) {
        long hash = OFFSET;
        for (String part : parts) {
            for (int i = 0; i < part.length(); i++) {
                hash = (hash ^ part.charAt(i)) * PRIME;
            }
            hash = (hash ^ 0xffff) * PRIME;
        }
        insert(hash == 0 ? 1 : hash);
    }

    /** How many differ. */
    long count() {
        return count;
    }

    private void insert(long hash) {
        int slot = place(slots, hash);
        if (slots[slot] == hash) {
            return;
        }
        slots[slot] = hash;
        count++;
        if (count > slots.length / 4 * 3) {
            grow();
        }
    }

    /** Takes in what another one has seen. */
    void merge(Distinct other) {
        for (long hash : other.slots) {
            if (hash != 0) {
                insert(hash);
            }
        }
    }

    private void grow() {
        long[] larger = new long[slots.length * 2];
        Arrays.stream(slots).filter(hash -> hash != 0).forEach(hash -> larger[place(larger, hash)] = hash);
        slots = larger;
    }

    /** Where the hash is, or the free slot where it belongs. */
    private static int place(long[] slots, long hash) {
        int slot = (int) ((hash * SPREAD) >>> 33) & (slots.length - 1);
        while (slots[slot] != 0 && slots[slot] != hash) {
            slot = (slot + 1) & (slots.length - 1);
        }
        return slot;
    }
}
