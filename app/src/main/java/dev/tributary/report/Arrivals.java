package dev.tributary.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * In which order records came, partition by partition, to tell those that came late. Kept as runs of growing offsets, since rows come in few of them; a record in eight
 * bytes.
 */
final class Arrivals {
    private final Map<Partition, List<Records>> partitions = new HashMap<>();

    private record Partition(long epoch, long number) {}

    /** Adds a record: where Kafka had it, and its time in milliseconds. */
    void add(long epoch, long partition, long offset, long time) {
        List<Records> runs = partitions.computeIfAbsent(new Partition(epoch, partition), unknown -> new ArrayList<>());
        if (runs.isEmpty() || !runs.get(runs.size() - 1).takes(offset, time)) {
            runs.add(new Records(offset, time));
        }
        runs.get(runs.size() - 1).add(offset, time);
    }

    /** Takes in what another one has. */
    void merge(Arrivals other) {
        other.partitions.forEach((partition, runs) -> partitions
                .computeIfAbsent(partition, unknown -> new ArrayList<>())
                .addAll(runs));
    }

    /** How many came after a record of their partition that is newer by at least so much. */
    long late(long millis) {
        return partitions.values().stream()
                .mapToLong(runs -> late(runs, millis))
                .sum();
    }

    private static long late(List<Records> runs, long millis) {
        PriorityQueue<Cursor> next = new PriorityQueue<>(Comparator.comparingLong(Cursor::offset));
        runs.forEach(run -> next.add(new Cursor(run)));
        long newest = Long.MIN_VALUE;
        long late = 0;
        while (!next.isEmpty()) {
            Cursor run = next.remove();
            long until = next.isEmpty() ? Long.MAX_VALUE : next.element().offset();
            do {
                long time = run.time();
                newest = Math.max(newest, time);
                late += time >= 0 && newest - time >= millis ? 1 : 0;
            } while (run.advance() && run.offset() <= until);
            if (!run.ended()) {
                next.add(run);
            }
        }
        return late;
    }

    /** Where the reading of a run is. */
    private static final class Cursor {
        private final Records run;
        private int at;

        Cursor(Records run) {
            this.run = run;
        }

        long offset() {
            return run.offset + run.offsets[at];
        }

        long time() {
            return run.time + run.times[at];
        }

        boolean advance() {
            at++;
            return !ended();
        }

        boolean ended() {
            return at == run.count;
        }
    }

    /** Offsets and times side by side, by how much they are beyond the first ones. */
    private static final class Records {
        private static final int FIRST_SIZE = 16;

        private final long offset;
        private final long time;
        private int[] offsets = new int[FIRST_SIZE];
        private int[] times = new int[FIRST_SIZE];
        private int count;

        Records(long offset, long time) {
            this.offset = offset;
            this.time = time;
        }

        boolean takes(long nextOffset, long nextTime) {
            long ahead = nextOffset - offset;
            long later = nextTime - time;
            return ahead > (count == 0 ? -1 : offsets[count - 1]) && ahead == (int) ahead && later == (int) later;
        }

        void add(long nextOffset, long nextTime) {
            if (count == offsets.length) {
                offsets = Arrays.copyOf(offsets, count + count / 2);
                times = Arrays.copyOf(times, count + count / 2);
            }
            offsets[count] = (int) (nextOffset - offset);
            times[count] = (int) (nextTime - time);
            count++;
        }
    }
}
