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

    /** Adds the offsets from the first up to, not including, the second. */
    void addRun(long from, long to) {
        for (long at = from; at < to; ) {
            long chunkEnd = ((at >> CHUNK_BITS) + 1) << CHUNK_BITS;
            long end = Math.min(to, chunkEnd);
            BitSet chunk = chunks.computeIfAbsent(at >> CHUNK_BITS, number -> new BitSet());
            int before = chunk.cardinality();
            chunk.set((int) (at & CHUNK_MASK), (int) (at & CHUNK_MASK) + (int) (end - at));
            size += chunk.cardinality() - before;
            at = end;
        }
    }

    /** Adds every offset of another set. */
    public void addAll(OffsetSet other) {
        other.forEachRun(this::addRun);
    }

    /** Takes runs of offsets. */
    @FunctionalInterface
    interface RunConsumer {
        /** The offsets from the first up to, not including, the second are here. */
        void run(long from, long to);
    }

    /** Hands over the offsets in order, as runs that are as long as they can be. */
    void forEachRun(RunConsumer consumer) {
        long[] open = {0, 0};
        chunks.forEach((number, chunk) -> {
            long base = number << CHUNK_BITS;
            for (int from = chunk.nextSetBit(0); from >= 0; ) {
                int to = chunk.nextClearBit(from);
                if (base + from > open[1]) {
                    handOver(open, consumer);
                    open[0] = base + from;
                }
                open[1] = base + to;
                from = chunk.nextSetBit(to);
            }
        });
        handOver(open, consumer);
    }

    private static void handOver(long[] run, RunConsumer consumer) {
        if (run[1] > run[0]) {
            consumer.run(run[0], run[1]);
        }
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
