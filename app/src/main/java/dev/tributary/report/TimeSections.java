package dev.tributary.report;

import dev.tributary.report.Answers.Peak;
import dev.tributary.report.Answers.Stretch;
import dev.tributary.report.BarChart.Bar;
import dev.tributary.report.DataTable.Column;
import dev.tributary.report.PanelChart.Panel;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** What was spent when. */
final class TimeSections {
    private static final int MAX_PANELS = 8;
    private static final int MAX_COLUMNS = 5;

    private final Manuscript to;

    TimeSections(Manuscript to) {
        this.to = to;
    }

    void overTime(Answer<Stretch> answer, TimeStep size) {
        if (!Excerpt.begins(to, "analyses.over-time", answer)) {
            return;
        }
        Map<String, Map<String, BigDecimal>> byType = new TreeMap<>();
        Map<String, BigDecimal> totals = new TreeMap<>();
        for (Stretch row : answer.all()) {
            byType.computeIfAbsent(row.type(), type -> new TreeMap<>()).merge(row.time(), row.gross(), BigDecimal::add);
            totals.merge(row.time(), row.gross(), BigDecimal::add);
        }
        List<String> times = size.between(List.copyOf(totals.keySet()));
        List<Panel> panels = byType.entrySet().stream()
                .limit(MAX_PANELS)
                .map(type -> new Panel(
                        Excerpt.name(to, type.getKey()),
                        times.stream()
                                .map(time -> type.getValue().getOrDefault(time, BigDecimal.ZERO))
                                .toList()))
                .toList();
        String alternative =
                to.text("analyses.over-time.alt", panels.size(), times.get(0), times.get(times.size() - 1));
        String step = to.text("step." + size);
        to.figure(
                new PanelChart(times.stream().map(TimeSections::readable).toList(), panels, to.numbers())
                        .draw(to.typefaces(), alternative),
                to.text("analyses.over-time.caption", step));
        timeTable(size, byType, totals);
        to.sql(answer.question());
    }

    /** A column for each type and their sum; the newest stretches, when there are more than a table takes. */
    private void timeTable(TimeStep size, Map<String, Map<String, BigDecimal>> byType, Map<String, BigDecimal> totals) {
        List<String> types = byType.keySet().stream().limit(MAX_COLUMNS).toList();
        List<Column> columns = new ArrayList<>();
        columns.add(Column.text(to.text("column.step." + size), 1.4));
        types.forEach(type -> columns.add(Column.number(Excerpt.name(to, type), 1)));
        columns.add(Column.number(to.text("total"), 1.1));
        DataTable table = new DataTable(columns.toArray(Column[]::new)).dense();
        List<String> times = new ArrayList<>(totals.keySet());
        List<String> newest = times.subList(Math.max(0, times.size() - Excerpt.MAX_ROWS), times.size());
        newest.forEach(
                time -> table.row(amounts(readable(time), types, type -> at(byType, type, time), at(totals, time))));
        table.total(amounts(to.text("total"), types, type -> sum(byType.getOrDefault(type, Map.of())), sum(totals)));
        String rows = newest.size() == times.size()
                ? to.counted("rows.all", times.size())
                : to.text("rows.newest", newest.size(), to.numbers().whole(times.size()));
        String cut = types.size() == byType.size() ? "" : " " + to.text("rows.types", types.size(), byType.size());
        to.table(table.note(rows + cut));
    }

    private String[] amounts(String name, List<String> types, Function<String, BigDecimal> amount, BigDecimal total) {
        List<String> cells = new ArrayList<>();
        cells.add(name);
        types.forEach(type -> cells.add(to.numbers().money(amount.apply(type))));
        cells.add(to.numbers().money(total));
        return cells.toArray(String[]::new);
    }

    private static BigDecimal at(Map<String, Map<String, BigDecimal>> byType, String type, String time) {
        return at(byType.getOrDefault(type, Map.of()), time);
    }

    private static BigDecimal at(Map<String, BigDecimal> amounts, String time) {
        return amounts.getOrDefault(time, BigDecimal.ZERO);
    }

    private static BigDecimal sum(Map<String, BigDecimal> amounts) {
        return amounts.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    void peaks(Answer<Peak> answer) {
        if (!Excerpt.begins(to, "analyses.peaks", answer)) {
            return;
        }
        Numbers numbers = to.numbers();
        List<Bar> bars = answer.all().stream()
                .map(peak -> new Bar(
                        Excerpt.name(to, peak.type()) + " " + clock(peak.start()),
                        peak.total(),
                        Optional.empty(),
                        numbers.money(peak.total())))
                .toList();
        to.figure(
                new BarChart(bars, Optional.empty())
                        .draw(to.typefaces(), Excerpt.alternative(to, "analyses.peaks", bars)),
                to.text("analyses.peaks.caption"));
        DataTable table = new DataTable(
                Column.text(to.text("column.type"), 2),
                Column.text(to.text("column.from"), 3),
                Column.text(to.text("column.to"), 3),
                Column.number(to.text("column.transactions"), 2),
                Column.number(to.text("column.gross"), 2));
        answer.all()
                .forEach(peak -> table.row(
                        Excerpt.name(to, peak.type()),
                        minutes(peak.start()),
                        minutes(peak.end()),
                        numbers.whole(peak.count()),
                        numbers.money(peak.total())));
        to.table(table.note(to.counted("analyses.peaks.note", answer.all().size())))
                .sql(answer.question());
    }

    private static String readable(String time) {
        return time.replace('T', ' ') + (time.length() == TimeStep.HOUR.length() ? ":00" : "");
    }

    private static String minutes(String time) {
        return time.length() < 16 ? time : time.substring(0, 16).replace('T', ' ');
    }

    private static String clock(String time) {
        return time.length() < 16 ? time : time.substring(5, 16).replace('T', ' ');
    }
}
