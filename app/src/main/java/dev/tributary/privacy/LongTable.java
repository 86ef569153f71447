package dev.tributary.privacy;

import java.util.Arrays;

/** Which of many numbers were seen, and where each was first: a table without objects, so that millions of them fit. */
final class LongTable {
    private static final int NOWHERE = -1;

    private final int limit;
    private long[] keys = new long[1 << 12];
    private int[] places = places(1 << 12);
    private int size;
    private boolean full;

    /** A table of at most so many numbers; what comes after them is left out, which {@link #full} tells. */
    LongTable(int limit) {
        this.limit = limit;
    }

    private static int[] places(int length) {
        int[] places = new int[length];
        Arrays.fill(places, NOWHERE);
        return places;
    }

    /** Takes a number; whether it is new. */
    boolean add(long key, int place) {
        int slot = slot(key);
        if (places[slot] != NOWHERE) {
            return false;
        }
        if (size >= limit) {
            full = true;
            return false;
        }
        keys[slot] = key;
        places[slot] = place;
        size++;
        if (size > keys.length / 2) {
            grow();
        }
        return true;
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldPlaces = places;
        keys = new long[2 * oldKeys.length];
        places = places(keys.length);
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldPlaces[i] != NOWHERE) {
                int slot = slot(oldKeys[i]);
                keys[slot] = oldKeys[i];
                places[slot] = oldPlaces[i];
            }
        }
    }

    /** Where a number was first seen; -1 when it was not. */
    int place(long key) {
        return places[slot(key)];
    }

    boolean contains(long key) {
        return place(key) != NOWHERE;
    }

    int size() {
        return size;
    }

    boolean full() {
        return full;
    }

    /** How many numbers are in the other one too. */
    int common(LongTable other) {
        int common = 0;
        for (int i = 0; i < keys.length; i++) {
            if (places[i] != NOWHERE && other.contains(keys[i])) {
                common++;
            }
        }
        return common;
    }

    private int slot(long key) {
        int mask = keys.length - 1;
        long mixed = key * 0x9E3779B97F4A7C15L;
        int slot = (int) (mixed >>> 32) & mask;
        while (places[slot] != NOWHERE && keys[slot] != key) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }
}
