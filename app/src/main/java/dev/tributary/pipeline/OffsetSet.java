package dev.tributary.pipeline;

import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/** A set of offsets, a bit each, in chunks, so that it holds a partition of any size that is dense anywhere. */
final class OffsetSet {
    private static final int CHUNK_BITS = 20;
    private static final int CHUNK_MASK = (1 << CHUNK_BITS) - 1;

    private final Map<Long, BitSet> chunks = new TreeMap<>();
    private long size;

    /**
     * Adds an offset.
     *
     * @return whether it was not there before
     */
    boolean add(long offset) {
        BitSet chunk = chunks.computeIfAbsent(offset >> CHUNK_BITS, number -> new BitSet());
        int bit = (int) (offset & CHUNK_MASK);
        if (chunk.get(bit)) {
            return false;
        }
        chunk.set(bit);
        size++;
        return true;
    }

    boolean contains(long offset) {
        BitSet chunk = chunks.get(offset >> CHUNK_BITS);
        return chunk != null && chunk.get((int) (offset & CHUNK_MASK));
    }

    long size() {
        return size;
    }

    /** Hands over the offsets that are here and not in the other set, in order. */
    void forEachNotIn(OffsetSet other, LongConsumer consumer) {
        chunks.forEach((number, chunk) -> {
            BitSet rest = (BitSet) chunk.clone();
            BitSet others = other.chunks.get(number);
            if (others != null) {
                rest.andNot(others);
            }
            rest.stream().forEach(bit -> consumer.accept((number << CHUNK_BITS) + bit));
        });
    }
}
