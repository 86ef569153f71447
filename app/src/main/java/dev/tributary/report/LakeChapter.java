package dev.tributary.report;

import dev.tributary.report.BarChart.Bar;
import dev.tributary.report.DataTable.Column;
import dev.tributary.report.PipelineFigures.Day;
import dev.tributary.report.PipelineFigures.Topic;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What lies in the lake, topic by topic and day by day. */
final class LakeChapter {
    private static final int MAX_BARS = 15;
    private static final int MAX_DAYS = 31;
    private static final int MAX_TOPICS = 100;

    /** Which column they are. */
    private static final int DEAD_LETTERS = 3;

    private final PipelineFigures figures;

    LakeChapter(PipelineFigures figures) {
        this.figures = figures;
    }

    void write(Manuscript to) {
        to.chapter("lake.title").lead(to.text("lake.lead"));
        to.section("lake.topics");
        figures.reader().ifPresent(reader -> to.paragraph(to.text("lake.own", reader)));
        if (figures.topics().isEmpty()) {
            to.nothing(to.text(figures.reader().isPresent() ? "lake.own.none" : "lake.none"));
            return;
        }
        chart(to);
        topics(to);
        to.section("lake.days");
        days(to);
    }

    private void chart(Manuscript to) {
        List<Bar> bars = figures.topics().stream()
                .sorted(Comparator.comparingLong(Topic::records).reversed())
                .limit(MAX_BARS)
                .map(topic -> new Bar(
                        topic.name(),
                        BigDecimal.valueOf(topic.records()),
                        Optional.empty(),
                        to.numbers().whole(topic.records())))
                .toList();
        to.figure(
                new BarChart(bars, Optional.empty())
                        .draw(
                                to.typefaces(),
                                to.text("chart.alt", to.text("lake.topics.caption")) + " "
                                        + to.text("chart.alt.table")),
                to.text("lake.topics.caption"));
    }

    private void topics(Manuscript to) {
        Numbers numbers = to.numbers();
        List<Column> columns = new ArrayList<>(List.of(
                Column.text(to.text("column.topic"), 4),
                Column.number(to.text("column.days"), 1),
                Column.number(to.text("column.records"), 1.6),
                Column.number(to.text("column.size"), 1.4),
                Column.text(to.text("column.newest"), 2.6),
                Column.number(to.text("column.age"), 1.3)));
        boolean all = figures.reader().isEmpty();
        if (all) {
            columns.add(DEAD_LETTERS, Column.number(to.text("column.dead-letters"), 1.4));
        }
        DataTable table = new DataTable(columns.toArray(Column[]::new)).dense();
        for (Topic topic : shown()) {
            table.row(cells(
                    all,
                    numbers.whole(topic.deadLetters()),
                    topic.name() + (topic.confidential() ? " *" : ""),
                    numbers.whole(topic.days()),
                    numbers.whole(topic.records()),
                    numbers.bytes(topic.bytes()),
                    topic.newest().map(numbers::stamp).orElse(""),
                    topic.newest()
                            .map(newest -> numbers.duration(Duration.between(newest, figures.at())))
                            .orElse("")));
        }
        table.total(cells(
                all,
                numbers.whole(
                        figures.topics().stream().mapToLong(Topic::deadLetters).sum()),
                to.text("total"),
                "",
                numbers.whole(
                        figures.topics().stream().mapToLong(Topic::records).sum()),
                numbers.bytes(figures.topics().stream().mapToLong(Topic::bytes).sum()),
                "",
                ""));
        int topics = figures.topics().size();
        String rows = topics <= MAX_TOPICS
                ? to.counted("rows.all", topics)
                : to.text("rows.first.total", MAX_TOPICS, numbers.whole(topics));
        to.table(table.note(rows + " " + to.text("lake.topics.note")));
        long past = figures.topics().stream()
                .mapToLong(topic -> topic.past().records())
                .sum();
        if (past > 0 && figures.reader().isEmpty()) {
            to.paragraph(to.counted("lake.past", past));
        }
    }

    private List<Topic> shown() {
        return figures.topics().subList(0, Math.min(MAX_TOPICS, figures.topics().size()));
    }

    /** How many dead letters there are is for those who may read everything. */
    private static String[] cells(boolean all, String deadLetters, String... others) {
        List<String> cells = new ArrayList<>(List.of(others));
        if (all) {
            cells.add(DEAD_LETTERS, deadLetters);
        }
        return cells.toArray(String[]::new);
    }

    private void days(Manuscript to) {
        Numbers numbers = to.numbers();
        DataTable table = new DataTable(
                Column.text(to.text("column.day"), 2.5),
                Column.number(to.text("column.topics"), 1),
                Column.number(to.text("column.records"), 1.6),
                Column.number(to.text("column.loaded"), 1.6),
                Column.number(to.text("column.size"), 1.4));
        List<Day> newest =
                figures.days().subList(0, Math.min(MAX_DAYS, figures.days().size()));
        newest.forEach(day -> table.row(
                day.date().toString(),
                numbers.whole(day.topics()),
                numbers.whole(day.records()),
                numbers.whole(day.loaded()),
                numbers.bytes(day.bytes())));
        String rows = newest.size() == figures.days().size()
                ? to.counted("rows.all", newest.size())
                : to.text("rows.newest", MAX_DAYS, numbers.whole(figures.days().size()));
        to.table(table.note(figures.reader().isPresent() ? rows : rows + " " + to.text("lake.days.note")));
    }
}
