package dev.tributary.lake;

import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/** A set of offsets, a bit each, in chunks, so that it holds a partition of any size that is dense anywhere. */
public final class OffsetSet {
    private static final int CHUNK_BITS = 20;
    private static final int CHUNK_MASK = (1 << CHUNK_BITS) - 1;

    private final Map<Long, BitSet> chunks = new TreeMap<>();
    private long size;

    /**
     * Adds an offset.
     *
     * @return whether it was not there before
     */
    public boolean add(long offset) {
        BitSet chunk = chunks.computeIfAbsent(offset >> CHUNK_BITS, number -> new BitSet());
        int bit = (int) (offset & CHUNK_MASK);
        if (chunk.get(bit)) {
            return false;
        }
        chunk.set(bit);
        size++;
        return true;
    }

    /** Whether the offset is here. */
    public boolean contains(long offset) {
        BitSet chunk = chunks.get(offset >> CHUNK_BITS);
        return chunk != null && chunk.get((int) (offset & CHUNK_MASK));
    }

    /** How many offsets are here. */
    public long size() {
        return size;
    }

    /** The lowest offset from 0 on that is not here. */
    public long firstMissing() {
        for (long number = 0; ; number++) {
            BitSet chunk = chunks.get(number);
            int bit = chunk == null ? 0 : chunk.nextClearBit(0);
            if (bit <= CHUNK_MASK) {
                return (number << CHUNK_BITS) + bit;
            }
        }
    }

    /** Hands over the offsets that are here and not in the other set, in order. */
    public void forEachNotIn(OffsetSet other, LongConsumer consumer) {
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
