package dev.tributary.report;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** In which order records came, partition by partition, to tell those that came late. */
final class Arrivals {
    private final Map<Partition, Records> partitions = new HashMap<>();

    private record Partition(long epoch, long number) {}

    /** Adds a record: where Kafka had it, and its time in milliseconds. */
    void add(long epoch, long partition, long offset, long time) {
        partitions
                .computeIfAbsent(new Partition(epoch, partition), unknown -> new Records())
                .add(offset, time);
    }

    /** How many came after a record of their partition that is newer by at least so much. */
    long late(long millis) {
        return partitions.values().stream()
                .mapToLong(records -> records.late(millis))
                .sum();
    }

    /** Offsets and times side by side: a million of them are sixteen megabytes. */
    private static final class Records {
        private long[] offsets = new long[1 << 10];
        private long[] times = new long[1 << 10];
        private int count;
        private boolean inOrder = true;

        void add(long offset, long time) {
            if (count == offsets.length) {
                offsets = Arrays.copyOf(offsets, 2 * count);
                times = Arrays.copyOf(times, 2 * count);
            }
            inOrder &= count == 0 || offsets[count - 1] < offset;
            offsets[count] = offset;
            times[count] = time;
            count++;
        }

        long late(long millis) {
            long[] ordered = inOrder ? times : sortedTimes();
            long newest = Long.MIN_VALUE;
            long late = 0;
            for (int i = 0; i < count; i++) {
                newest = Math.max(newest, ordered[i]);
                late += ordered[i] >= 0 && newest - ordered[i] >= millis ? 1 : 0;
            }
            return late;
        }

        private long[] sortedTimes() {
            record Arrival(long offset, long time) {}
            Arrival[] arrivals = new Arrival[count];
            for (int i = 0; i < count; i++) {
                arrivals[i] = new Arrival(offsets[i], times[i]);
            }
            Arrays.sort(arrivals, (one, other) -> Long.compare(one.offset(), other.offset()));
            return Arrays.stream(arrivals).mapToLong(Arrival::time).toArray();
        }
    }
}
