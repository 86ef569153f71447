package dev.tributary.report;

import dev.tributary.report.Answers.Stretch;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Adds transactions up by stretches of time and type: by the shortest of which there are not too many. */
final class SumByTime {
    private static final int MOST_GROUPS = 20_000;

    private TimeStep step = TimeStep.MINUTE;
    private Map<Key, Sum> groups = new HashMap<>();

    private record Key(String time, String type) {}

    void add(Transaction transaction) {
        Sum sum = group(step.of(transaction.time()), transaction.type());
        transaction.amount().ifPresent(sum::add);
        giveUp();
    }

    private Sum group(String time, String type) {
        return groups.computeIfAbsent(new Key(time, type), unknown -> new Sum());
    }

    /** Stretches so short that there are too many of them nobody would draw. */
    private void giveUp() {
        while (step != TimeStep.MONTH && groups.size() > MOST_GROUPS) {
            step = step.longer();
            groups = folded(step);
        }
    }

    private Map<Key, Sum> folded(TimeStep wanted) {
        Map<Key, Sum> folded = new HashMap<>();
        groups.forEach((key, sum) -> folded.computeIfAbsent(
                        new Key(wanted.of(key.time()), key.type()), unknown -> new Sum())
                .merge(sum));
        return folded;
    }

    /** Takes in what another one has. */
    void merge(SumByTime other) {
        if (step.compareTo(other.step) < 0) {
            step = other.step;
            groups = folded(step);
        }
        other.groups.forEach(
                (key, sum) -> group(step.of(key.time()), key.type()).merge(sum));
        giveUp();
    }

    /** The shortest step that is not shorter than this one, nor than those that were given up. */
    TimeStep atLeast(TimeStep wanted) {
        return step.compareTo(wanted) < 0 ? wanted : step;
    }

    /** The sums by time and type, for a step that is not shorter than those that were given up. */
    List<Stretch> in(TimeStep wanted) {
        return folded(wanted).entrySet().stream()
                .map(group -> new Stretch(
                        group.getKey().time(),
                        group.getKey().type(),
                        group.getValue().total()))
                .sorted(Comparator.comparing(Stretch::time).thenComparing(Stretch::type))
                .toList();
    }
}
