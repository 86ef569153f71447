package dev.tributary.warehouse;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The texts that one member has had, each as one {@link Symbol}. Found by bytes, without making a text of them. Not for several threads. */
final class Symbols {
    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** Spreads bits over all 64; the constant is the golden ratio's. */
    private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

    /** How many are remembered; then all are forgotten. */
    private static final int MAX = 1 << 17;

    private static final class Entry {
        final byte[] bytes;
        final Symbol symbol;

        Entry(byte[] bytes) {
            this.bytes = bytes;
            this.symbol = new Symbol(Optional.of(new String(bytes, StandardCharsets.UTF_8)));
        }
    }

    private final Symbol none = new Symbol(Optional.empty());
    private @Nullable Entry[] entries = new @Nullable Entry[256];
    private int size;

    /** Stands for no text. */
    Symbol none() {
        return none;
    }

    /** The symbol of a text. */
    Symbol of(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return of(bytes, 0, bytes.length);
    }

    /** The symbol of a text in UTF-8. */
    Symbol of(byte[] source, int from, int to) {
        int at = place(source, from, to);
        Entry found = entries[at];
        if (found != null) {
            return found.symbol;
        }
        Entry made = new Entry(Arrays.copyOfRange(source, from, to));
        entries[at] = made;
        size++;
        if (size * 2 > entries.length) {
            grow();
        }
        return made.symbol;
    }

    private int place(byte[] source, int from, int to) {
        int mask = entries.length - 1;
        int at = hash(source, from, to) & mask;
        for (Entry entry = entries[at]; entry != null; entry = entries[at]) {
            if (Arrays.equals(entry.bytes, 0, entry.bytes.length, source, from, to)) {
                return at;
            }
            at = at + 1 & mask;
        }
        return at;
    }

    private static int hash(byte[] source, int from, int to) {
        long hash = (long) to - from;
        int next = from;
        for (; next <= to - Long.BYTES; next += Long.BYTES) {
            hash = (hash ^ (long) EIGHT_BYTES.get(source, next)) * SPREAD;
            hash ^= hash >>> 32;
        }
        for (; next < to; next++) {
            hash = (hash ^ source[next]) * SPREAD;
            hash ^= hash >>> 32;
        }
        return (int) hash;
    }

    private void grow() {
        @Nullable Entry[] old = entries;
        if (size >= MAX) {
            entries = new @Nullable Entry[256];
            size = 0;
            return;
        }
        entries = new @Nullable Entry[old.length * 2];
        for (Entry entry : old) {
            if (entry != null) {
                entries[place(entry.bytes, 0, entry.bytes.length)] = entry;
            }
        }
    }
}
