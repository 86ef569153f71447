package dev.tributary.report;

import dev.tributary.report.Answers.Stretch;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Adds transactions up by stretches of time and type, for each length of stretch of which there are not too many. */
final class SumByTime {
    private static final int MOST_GROUPS = 20_000;

    private final Map<TimeStep, Map<Key, Sum>> steps = new EnumMap<>(TimeStep.class);

    private record Key(String time, String type) {}

    SumByTime() {
        for (TimeStep step : TimeStep.values()) {
            steps.put(step, new HashMap<>());
        }
    }

    void add(Transaction transaction) {
        steps.forEach((step, groups) -> {
            Key key = new Key(step.of(transaction.time()), transaction.type());
            Sum sum = groups.computeIfAbsent(key, unknown -> new Sum());
            transaction.amount().ifPresent(sum::add);
        });
        giveUp();
    }

    /** Takes in what another one has; what either gave up is given up. */
    void merge(SumByTime other) {
        steps.keySet().retainAll(other.steps.keySet());
        steps.forEach((step, groups) -> other.steps
                .getOrDefault(step, Map.of())
                .forEach((key, sum) ->
                        groups.computeIfAbsent(key, unknown -> new Sum()).merge(sum)));
        giveUp();
    }

    /** Stretches so short that there are too many of them: nobody would draw them. */
    private void giveUp() {
        steps.entrySet()
                .removeIf(step ->
                        step.getKey() != TimeStep.MONTH && step.getValue().size() > MOST_GROUPS);
    }

    /** The finest step that is not finer than this one and was not given up. */
    TimeStep atLeast(TimeStep wanted) {
        return steps.keySet().stream()
                .filter(step -> step.compareTo(wanted) >= 0)
                .findFirst()
                .orElse(TimeStep.MONTH);
    }

    /** The sums by time and type. */
    List<Stretch> in(TimeStep step) {
        return steps.getOrDefault(step, Map.of()).entrySet().stream()
                .map(group -> new Stretch(
                        group.getKey().time(),
                        group.getKey().type(),
                        group.getValue().total()))
                .sorted(Comparator.comparing(Stretch::time).thenComparing(Stretch::type))
                .toList();
    }
}
