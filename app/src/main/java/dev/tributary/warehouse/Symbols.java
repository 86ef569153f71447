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

    /** How many places there are at first. */
    private static final int PLACES = 256;

    private final Symbol none = new Symbol(Optional.empty());

    /** By place: the hash of a text, where it is among all, and its symbol. What is compared for each row is in few pieces of memory. */
    private long[] hashes = new long[PLACES];

    private int[] froms = new int[PLACES];
    private int[] tos = new int[PLACES];
    private @Nullable Symbol[] symbols = new @Nullable Symbol[PLACES];

    private byte[] texts = new byte[PLACES];
    private int textsTo;
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
        long hash = hash(source, from, to);
        int at = place(hash, source, from, to);
        Symbol found = symbols[at];
        return found == null ? add(at, hash, source, from, to) : found;
    }

    private int place(long hash, byte[] source, int from, int to) {
        int mask = symbols.length - 1;
        int at = (int) hash & mask;
        while (symbols[at] != null
                && !(hashes[at] == hash && Arrays.equals(texts, froms[at], tos[at], source, from, to))) {
            at = at + 1 & mask;
        }
        return at;
    }

    private Symbol add(int at, long hash, byte[] source, int from, int to) {
        Symbol made = new Symbol(Optional.of(new String(source, from, to - from, StandardCharsets.UTF_8)));
        if (textsTo + to - from > texts.length) {
            texts = Arrays.copyOf(texts, Math.max(texts.length * 2, textsTo + to - from));
        }
        System.arraycopy(source, from, texts, textsTo, to - from);
        hashes[at] = hash;
        froms[at] = textsTo;
        textsTo += to - from;
        tos[at] = textsTo;
        symbols[at] = made;
        size++;
        if (size * 2 > symbols.length) {
            grow();
        }
        return made;
    }

    private static long hash(byte[] source, int from, int to) {
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
        return hash;
    }

    private void grow() {
        long[] oldHashes = hashes;
        int[] oldFroms = froms;
        int[] oldTos = tos;
        @Nullable Symbol[] old = symbols;
        boolean forget = size >= MAX;
        int places = forget ? PLACES : old.length * 2;
        hashes = new long[places];
        froms = new int[places];
        tos = new int[places];
        symbols = new @Nullable Symbol[places];
        if (forget) {
            size = 0;
            textsTo = 0;
            return;
        }
        for (int each = 0; each < old.length; each++) {
            Symbol symbol = old[each];
            if (symbol != null) {
                int at = place(oldHashes[each], texts, oldFroms[each], oldTos[each]);
                hashes[at] = oldHashes[each];
                froms[at] = oldFroms[each];
                tos[at] = oldTos[each];
                symbols[at] = symbol;
            }
        }
    }
}
