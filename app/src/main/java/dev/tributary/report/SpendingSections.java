package dev.tributary.report;

import dev.tributary.report.Answers.Spending;
import dev.tributary.report.BarChart.Bar;
import dev.tributary.report.BarChart.Legend;
import dev.tributary.report.DataTable.Column;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** What was spent, by whatever tells transactions apart: each a chart, a table and its query. */
final class SpendingSections {
    private static final int MAX_BARS = 12;

    private final Manuscript to;

    SpendingSections(Manuscript to) {
        this.to = to;
    }

    void grossAndCompleted(String key, Answer<Spending> answer) {
        if (!Excerpt.begins(to, key, answer)) {
            return;
        }
        Numbers numbers = to.numbers();
        to.figure(chart(key, answer.all()), to.text(key + ".caption"));
        DataTable table = new DataTable(
                Column.text(to.text("column.type"), 3),
                Column.number(to.text("column.gross"), 2),
                Column.number(to.text("column.completed"), 2),
                Column.number(to.text("column.completed-share"), 1.4));
        shown(answer.all())
                .forEach(row -> table.row(
                        Excerpt.name(to, row.name()),
                        numbers.money(row.gross()),
                        numbers.money(row.completed()),
                        numbers.share(row.completed(), row.gross())));
        BigDecimal gross = sum(answer.all(), false);
        BigDecimal completed = sum(answer.all(), true);
        table.total(to.text("total"), numbers.money(gross), numbers.money(completed), numbers.share(completed, gross));
        to.table(table.note(Excerpt.cut(to, answer.all().size()))).sql(answer.question());
    }

    void users(Answer<Spending> answer, long known) {
        if (!Excerpt.begins(to, "analyses.users", answer)) {
            return;
        }
        Numbers numbers = to.numbers();
        to.figure(chart("analyses.users", answer.all()), to.text("analyses.users.caption"));
        DataTable table = new DataTable(
                Column.number(to.text("column.rank"), 0.7),
                Column.text(to.text("column.user"), 4),
                Column.number(to.text("column.gross"), 2),
                Column.number(to.text("column.completed"), 2));
        for (int i = 0; i < answer.all().size(); i++) {
            Spending row = answer.all().get(i);
            table.row(
                    numbers.whole(i + 1),
                    Excerpt.name(to, row.name()),
                    numbers.money(row.gross()),
                    numbers.money(row.completed()));
        }
        long users = Math.max(known, answer.all().size());
        to.table(table.note(to.counted("analyses.users.note", answer.all().size(), numbers.whole(users))))
                .sql(answer.question());
    }

    void averages(Answer<Spending> answer) {
        if (!Excerpt.begins(to, "analyses.averages", answer)) {
            return;
        }
        Numbers numbers = to.numbers();
        List<Bar> bars = longest(answer.all()).stream()
                .map(row -> new Bar(
                        Excerpt.name(to, row.name()), row.gross(), Optional.empty(), numbers.money(row.gross())))
                .toList();
        to.figure(
                new BarChart(bars, Optional.empty())
                        .draw(to.typefaces(), Excerpt.alternative(to, "analyses.averages", bars)),
                to.text("analyses.averages.caption"));
        DataTable table = new DataTable(
                Column.text(to.text("column.type"), 3),
                Column.number(to.text("column.average"), 2),
                Column.number(to.text("column.average-completed"), 2));
        shown(answer.all())
                .forEach(row -> table.row(
                        Excerpt.name(to, row.name()),
                        numbers.money(row.gross()),
                        row.completed().signum() == 0 ? Html.NOTHING : numbers.money(row.completed())));
        to.table(table.note(Excerpt.cut(to, answer.all().size()))).sql(answer.question());
    }

    void failures(Answer<Spending> answer) {
        if (!Excerpt.begins(to, "analyses.failures", answer)) {
            return;
        }
        Numbers numbers = to.numbers();
        List<Bar> bars = longest(answer.all()).stream()
                .map(row -> new Bar(
                        Excerpt.name(to, row.name()),
                        row.gross(),
                        Optional.empty(),
                        numbers.whole(row.count().orElse(0))))
                .toList();
        to.figure(
                new BarChart(bars, Optional.empty())
                        .draw(to.typefaces(), Excerpt.alternative(to, "analyses.failures", bars)),
                to.text("analyses.failures.caption"));
        BigDecimal all = sum(answer.all(), false);
        DataTable table = new DataTable(
                Column.text(to.text("column.country"), 3),
                Column.number(to.text("column.failed"), 2),
                Column.number(to.text("column.share"), 2));
        shown(answer.all())
                .forEach(row -> table.row(
                        Excerpt.name(to, row.name()),
                        numbers.whole(row.count().orElse(0)),
                        numbers.share(row.gross(), all)));
        table.total(to.text("total"), numbers.whole(all.longValue()), numbers.share(all, all));
        to.table(table.note(Excerpt.cut(to, answer.all().size()))).sql(answer.question());
    }

    void counted(String key, Answer<Spending> answer, String of) {
        if (!Excerpt.begins(to, key, answer)) {
            return;
        }
        Numbers numbers = to.numbers();
        to.figure(chart(key, answer.all()), to.text(key + ".caption"));
        DataTable table = new DataTable(
                Column.text(to.text("column." + of), 3),
                Column.number(to.text("column.transactions"), 2),
                Column.number(to.text("column.gross"), 2),
                Column.number(to.text("column.completed"), 2),
                Column.number(to.text("column.share"), 1.4));
        BigDecimal gross = sum(answer.all(), false);
        shown(answer.all())
                .forEach(row -> table.row(
                        Excerpt.name(to, row.name()),
                        numbers.whole(row.count().orElse(0)),
                        numbers.money(row.gross()),
                        numbers.money(row.completed()),
                        numbers.share(row.gross(), gross)));
        table.total(
                to.text("total"),
                numbers.whole(answer.all().stream()
                        .mapToLong(row -> row.count().orElse(0))
                        .sum()),
                numbers.money(gross),
                numbers.money(sum(answer.all(), true)),
                numbers.share(gross, gross));
        to.table(table.note(Excerpt.cut(to, answer.all().size()))).sql(answer.question());
    }

    private String chart(String key, List<Spending> rows) {
        List<Bar> bars = longest(rows).stream()
                .map(row -> new Bar(
                        Excerpt.name(to, row.name()),
                        row.gross(),
                        Optional.of(row.completed()),
                        to.numbers().money(row.gross())))
                .toList();
        Legend legend = new Legend(to.text("legend.gross"), to.text("legend.completed"));
        return new BarChart(bars, Optional.of(legend)).draw(to.typefaces(), Excerpt.alternative(to, key, bars));
    }

    private static List<Spending> longest(List<Spending> rows) {
        return rows.subList(0, Math.min(MAX_BARS, rows.size()));
    }

    private static List<Spending> shown(List<Spending> rows) {
        return rows.subList(0, Math.min(Excerpt.MAX_ROWS, rows.size()));
    }

    private static BigDecimal sum(List<Spending> rows, boolean completed) {
        return rows.stream()
                .map(row -> completed ? row.completed() : row.gross())
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}
