package dev.tributary.report;

import dev.tributary.report.Answers.Spending;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;

/** Adds transactions up by what one of their members says. */
final class SumByName {
    private final Map<String, Group> groups = new HashMap<>();

    private static final class Group {
        private final Sum all = new Sum();
        private final Sum completed = new Sum();
        private long transactions;
    }

    void add(String name, Transaction transaction) {
        Group group = groups.computeIfAbsent(name, unknown -> new Group());
        group.transactions++;
        transaction.amount().ifPresent(amount -> {
            group.all.add(amount);
            if (transaction.isCompleted()) {
                group.completed.add(amount);
            }
        });
    }

    /** Takes in what another one has. */
    void merge(SumByName other) {
        other.groups.forEach((name, theirs) -> {
            Group group = groups.computeIfAbsent(name, unknown -> new Group());
            group.transactions += theirs.transactions;
            group.all.merge(theirs.all);
            group.completed.merge(theirs.completed);
        });
    }

    /** How many names there are. */
    int names() {
        return groups.containsKey("") ? groups.size() - 1 : groups.size();
    }

    /** The sums, the greatest first. */
    List<Spending> greatestFirst() {
        return spending(Sum::total).stream()
                .sorted(Comparator.comparing(Spending::gross).reversed().thenComparing(Spending::name))
                .toList();
    }

    /** The sums by name. */
    List<Spending> byName() {
        return sorted(Sum::total);
    }

    /** The averages by name. */
    List<Spending> averages() {
        return sorted(Sum::average);
    }

    private List<Spending> sorted(Function<Sum, BigDecimal> figure) {
        return spending(figure).stream()
                .sorted(Comparator.comparing(Spending::name))
                .toList();
    }

    private List<Spending> spending(Function<Sum, BigDecimal> figure) {
        return groups.entrySet().stream()
                .map(group -> new Spending(
                        group.getKey(),
                        OptionalLong.of(group.getValue().transactions),
                        figure.apply(group.getValue().all),
                        figure.apply(group.getValue().completed)))
                .toList();
    }
}
