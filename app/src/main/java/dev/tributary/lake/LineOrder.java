package dev.tributary.lake;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Finds in which order missing lines stood in the holes of a file. The order of a file is not stored anywhere; known are its checksum, the lengths of the holes, and that
 * the records of a partition stand in the order of their offsets, those in good lines included. So of a topic of one partition, or of one partition's lines, there is only one
 * order. Of several partitions it is looked for: first where what is left of the lines looks like them, then with lines of one partition
 * together, as they are polled, then with ever more changes between partitions. That ends after some millions of tries: many lines of several partitions in one
 * hole have more orders than can be tried, and more than a checksum of 32 bits can tell apart.
 */
final class LineOrder {
    private static final int MOST_TRIES = 2_000_000;

    /** A record whose line is missing. */
    static final class Missing {
        private final Coordinates coordinates;
        private final byte[] line;

        Missing(Coordinates coordinates, byte[] line) {
            this.coordinates = coordinates;
            this.line = line;
        }

        Coordinates coordinates() {
            return coordinates;
        }

        /** The line with its line feed. */
        byte[] line() {
            return line;
        }
    }

    /**
     * An order, found.
     *
     * @param lines the missing lines as they follow each other, from hole to hole
     * @param checksum that of the whole file with them
     */
    record Found(List<Missing> lines, long checksum) {}

    /** What is good before a hole, or behind the last one. */
    private static final class Good {
        final long length;
        final long checksum;

        /** The last offset of each partition in good lines up to its end, or -1. */
        final long[] last;

        Good(long length, long checksum, long[] last) {
            this.length = length;
            this.checksum = checksum;
            this.last = last;
        }
    }

    /** A damaged stretch, with what stands there now, which may be less. */
    private static final class Hole {
        final long length;
        final byte[] seen;

        /** The first offset of each partition in good lines behind it. */
        final long[] firstBehind;

        Hole(long length, byte[] seen, long[] firstBehind) {
            this.length = length;
            this.seen = seen;
            this.firstBehind = firstBehind;
        }
    }

    private final List<List<Missing>> missing;
    private final List<Good> goods;
    private final List<Hole> holes;

    private LineOrder(List<List<Missing>> missing, List<Good> goods, List<Hole> holes) {
        this.missing = missing;
        this.goods = goods;
        this.holes = holes;
    }

    /** The order with this checksum; empty when it was not found. */
    Optional<Found> withChecksum(long checksum) {
        return find(OptionalLong.of(checksum));
    }

    /** Any order that is possible; empty when the missing lines do not fill the holes. */
    Optional<Found> any() {
        return find(OptionalLong.empty());
    }

    private Optional<Found> find(OptionalLong checksum) {
        long lines = missing.stream()
                .flatMap(List::stream)
                .mapToLong(one -> one.line().length)
                .sum();
        if (lines != holes.stream().mapToLong(hole -> hole.length).sum()) {
            return Optional.empty();
        }
        int tries = 0;
        for (int changes = 0; tries < MOST_TRIES; changes++) {
            Search search = new Search(checksum, changes, MOST_TRIES - tries);
            Optional<Found> found = search.run();
            if (found.isPresent() || !search.bounded()) {
                return found;
            }
            tries += search.tries();
        }
        return Optional.empty();
    }

    /** Takes a file's stretches in their order: a good one, perhaps of no length, before each hole and one behind the last. */
    static final class Builder {
        private final Map<Coordinates.Log, Integer> numbers = new HashMap<>();
        private final List<List<Missing>> missing = new ArrayList<>();
        private final List<Good> goods = new ArrayList<>();
        private final List<Hole> holes = new ArrayList<>();
        private final long[] last;
        private final int[] holesBefore;

        /** Begins with all that is missing. */
        Builder(List<Missing> lines) {
            Map<Coordinates.Log, List<Missing>> byLog = new TreeMap<>(
                    Comparator.comparingInt(Coordinates.Log::epoch).thenComparingInt(Coordinates.Log::partition));
            for (Missing line : lines) {
                byLog.computeIfAbsent(line.coordinates().log(), unused -> new ArrayList<>())
                        .add(line);
            }
            byLog.forEach((log, ofLog) -> {
                ofLog.sort(Comparator.comparingLong(line -> line.coordinates().offset()));
                numbers.put(log, missing.size());
                missing.add(ofLog);
            });
            last = offsets(-1);
            holesBefore = new int[missing.size()];
        }

        private long[] offsets(long initial) {
            long[] offsets = new long[missing.size()];
            Arrays.fill(offsets, initial);
            return offsets;
        }

        /** A good line of the stretch that ends with the next call of {@link #good}. */
        void line(Coordinates line) {
            Integer log = numbers.get(line.log());
            if (log != null) {
                last[log] = line.offset();
                for (; holesBefore[log] < holes.size(); holesBefore[log]++) {
                    holes.get(holesBefore[log]).firstBehind[log] = line.offset();
                }
            }
        }

        void good(long length, long checksum) {
            goods.add(new Good(length, checksum, last.clone()));
        }

        void hole(long length, byte[] seen) {
            holes.add(new Hole(length, seen, offsets(Long.MAX_VALUE)));
        }

        LineOrder build() {
            return new LineOrder(missing, goods, holes);
        }
    }

    /** A place in the file up to which it is filled. The hole behind the last one is its end. */
    private static final class Step {
        final int hole;
        final long filled;
        final long checksum;
        final int changes;
        final int[] logs;
        int tried;

        Step(int hole, long filled, long checksum, int changes, int[] logs) {
            this.hole = hole;
            this.filled = filled;
            this.checksum = checksum;
            this.changes = changes;
            this.logs = logs;
        }
    }

    /** A line laid at a step. */
    private record Laid(int log, Missing line) {}

    /** One pass, which so many times takes another partition's line than the likeliest. */
    private final class Search {
        private final OptionalLong wanted;
        private final int mostChanges;
        private final int mostTries;
        private final int[] next = new int[missing.size()];
        private final Deque<Step> path = new ArrayDeque<>();
        private final Deque<Laid> laid = new ArrayDeque<>();
        private int tries;
        private boolean bounded;

        Search(OptionalLong wanted, int mostChanges, int mostTries) {
            this.wanted = wanted;
            this.mostChanges = mostChanges;
            this.mostTries = mostTries;
        }

        int tries() {
            return tries;
        }

        /** Whether there was more to try than it was allowed to. */
        boolean bounded() {
            return bounded;
        }

        Optional<Found> run() {
            behindHole(-1, 0, 0, -1).ifPresent(path::push);
            while (!path.isEmpty()) {
                Step step = path.element();
                if (step.hole == holes.size() && (wanted.isEmpty() || wanted.getAsLong() == step.checksum)) {
                    return Optional.of(found(step.checksum));
                }
                if (step.tried < step.logs.length && allowed(step)) {
                    lay(step, step.logs[step.tried++]);
                } else {
                    goBack();
                }
            }
            return Optional.empty();
        }

        private boolean allowed(Step step) {
            boolean may = step.tried == 0 || (step.changes < mostChanges && tries < mostTries);
            bounded |= !may;
            return may;
        }

        private void lay(Step step, int log) {
            tries++;
            Missing line = missing.get(log).get(next[log]++);
            laid.push(new Laid(log, line));
            byte[] bytes = line.line();
            long filled = step.filled + bytes.length;
            long checksum = Checksum.combine(step.checksum, Checksum.of(bytes, 0, bytes.length), bytes.length);
            int changes = step.changes + (step.tried > 1 ? 1 : 0);
            Optional<Step> following = filled == holes.get(step.hole).length
                    ? behindHole(step.hole, checksum, changes, log)
                    : inHole(step.hole, filled, checksum, changes, log);
            following.ifPresentOrElse(path::push, this::takeBack);
        }

        private void goBack() {
            path.pop();
            if (!path.isEmpty()) {
                takeBack();
            }
        }

        private void takeBack() {
            next[laid.pop().log()]--;
        }

        /** Passes the good stretch behind a hole; empty when lines are left over that stand before it. */
        private Optional<Step> behindHole(int hole, long checksum, int changes, int lastLog) {
            Good good = goods.get(hole + 1);
            for (int log = 0; log < next.length; log++) {
                if (next[log] < missing.get(log).size() && offset(log) < good.last[log]) {
                    return Optional.empty();
                }
            }
            long sum = Checksum.combine(checksum, good.checksum, good.length);
            return hole + 1 == holes.size()
                    ? Optional.of(new Step(hole + 1, 0, sum, changes, new int[0]))
                    : inHole(hole + 1, 0, sum, changes, lastLog);
        }

        private Optional<Step> inHole(int number, long filled, long checksum, int changes, int lastLog) {
            Hole hole = holes.get(number);
            int[] logs = IntStream.range(0, next.length)
                    .filter(log -> fits(log, hole, filled))
                    .boxed()
                    .sorted(Comparator.comparingDouble((Integer log) -> -likeness(log, hole, filled))
                            .thenComparing(log -> log != lastLog))
                    .mapToInt(Integer::intValue)
                    .toArray();
            return logs.length == 0 ? Optional.empty() : Optional.of(new Step(number, filled, checksum, changes, logs));
        }

        private boolean fits(int log, Hole hole, long filled) {
            return next[log] < missing.get(log).size()
                    && offset(log) < hole.firstBehind[log]
                    && filled + line(log).length <= hole.length;
        }

        private long offset(int log) {
            return missing.get(log).get(next[log]).coordinates().offset();
        }

        private byte[] line(int log) {
            return missing.get(log).get(next[log]).line();
        }

        /** How much of what stands there is as in the line; nothing when that may be chance. */
        private double likeness(int log, Hole hole, long filled) {
            byte[] line = line(log);
            byte[] seen = hole.seen;
            int equal = 0;
            for (int at = 0; at < line.length && filled + at < seen.length; at++) {
                equal += line[at] == seen[(int) filled + at] ? 1 : 0;
            }
            return 2 * equal > line.length ? (double) equal / line.length : 0;
        }

        private Found found(long checksum) {
            List<Missing> lines = new ArrayList<>(laid.size());
            laid.descendingIterator().forEachRemaining(each -> lines.add(each.line()));
            return new Found(lines, checksum);
        }
    }
}
