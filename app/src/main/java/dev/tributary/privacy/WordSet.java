package dev.tributary.privacy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Words that are looked up by bytes in the middle of a buffer, without making anything of them first. */
final class WordSet {
    private static final byte[] FREE = {};

    private byte[][] slots = free(1024);
    private ClearKind[] kinds = new ClearKind[1024];
    private int size;
    private int longest;

    private static byte[][] free(int length) {
        byte[][] slots = new byte[length][];
        Arrays.fill(slots, FREE);
        return slots;
    }

    void add(String word, ClearKind kind) {
        byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
        if (bytes.length == 0) {
            return;
        }
        if (size >= slots.length / 2) {
            grow();
        }
        insert(bytes, kind);
        longest = Math.max(longest, bytes.length);
    }

    private void insert(byte[] bytes, ClearKind kind) {
        int slot = slot(bytes, 0, bytes.length);
        if (slots[slot].length == 0) {
            slots[slot] = bytes;
            kinds[slot] = kind;
            size++;
        }
    }

    private void grow() {
        byte[][] oldSlots = slots;
        ClearKind[] oldKinds = kinds;
        slots = free(2 * oldSlots.length);
        kinds = new ClearKind[slots.length];
        size = 0;
        for (int i = 0; i < oldSlots.length; i++) {
            if (oldSlots[i].length > 0) {
                insert(oldSlots[i], oldKinds[i]);
            }
        }
    }

    /** The longest word, in bytes. */
    int longest() {
        return longest;
    }

    /** What the bytes are; null when they are none of the words. */
    @Nullable
    ClearKind find(byte[] buffer, int from, int to) {
        if (from == to || to - from > longest) {
            return null;
        }
        int slot = slot(buffer, from, to);
        return slots[slot].length == 0 ? null : kinds[slot];
    }

    /** Where the bytes are, or where there is room for them. */
    private int slot(byte[] buffer, int from, int to) {
        int hash = 1;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + buffer[i];
        }
        int mask = slots.length - 1;
        int slot = (hash ^ (hash >>> 15)) & mask;
        while (slots[slot].length > 0 && !Arrays.equals(slots[slot], 0, slots[slot].length, buffer, from, to)) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }
}
