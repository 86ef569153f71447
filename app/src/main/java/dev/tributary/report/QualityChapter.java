package dev.tributary.report;

import dev.tributary.report.BarChart.Bar;
import dev.tributary.report.DataTable.Column;
import dev.tributary.report.PipelineFigures.Reason;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What was wrong with the data: quarantine by reason, transactions that came twice, records that came late. */
final class QualityChapter {
    private static final int MAX_BARS = 12;
    private static final int MAX_REASONS = 100;

    private final PipelineFigures figures;
    private final Answers answers;

    QualityChapter(PipelineFigures figures, Answers answers) {
        this.figures = figures;
        this.answers = answers;
    }

    void write(Manuscript to) {
        to.chapter("quality.title").lead(to.text("quality.lead"));
        to.section("quality.quarantine");
        if (figures.quarantine().isEmpty()) {
            to.nothing(to.text("quality.quarantine.none"));
        } else {
            quarantine(to);
        }
        to.section("quality.duplicates");
        duplicates(to);
        to.section("quality.late");
        late(to);
    }

    /** Quarantine is for administrators; the rest stands as far as its table may be read. */
    void writeReadable(Manuscript to) {
        if (answers.duplicates().rows().isPresent()) {
            to.chapter("quality.title").lead(to.text("quality.own.lead"));
            to.section("quality.duplicates");
            duplicates(to);
            to.section("quality.late");
            late(to);
        }
    }

    private void quarantine(Manuscript to) {
        Numbers numbers = to.numbers();
        Map<String, Long> byReason = figures.quarantine().stream()
                .collect(Collectors.groupingBy(Reason::code, TreeMap::new, Collectors.summingLong(Reason::records)));
        List<Bar> bars = byReason.entrySet().stream()
                .sorted(Comparator.comparing(Map.Entry<String, Long>::getValue).reversed())
                .limit(MAX_BARS)
                .map(reason -> new Bar(
                        reason.getKey(),
                        BigDecimal.valueOf(reason.getValue()),
                        Optional.empty(),
                        numbers.whole(reason.getValue())))
                .toList();
        to.figure(
                new BarChart(bars, Optional.empty())
                        .draw(
                                to.typefaces(),
                                to.text("chart.alt", to.text("quality.quarantine.caption")) + " "
                                        + to.text("chart.alt.table")),
                to.text("quality.quarantine.caption"));
        DataTable table = new DataTable(
                Column.text(to.text("column.reason"), 2.4),
                Column.text(to.text("column.meaning"), 4.4),
                Column.text(to.text("column.topic"), 3.2),
                Column.number(to.text("column.records"), 1.5),
                Column.number(to.text("column.open"), 1.2));
        figures.quarantine().stream()
                .sorted(Comparator.comparingLong(Reason::records).reversed())
                .limit(MAX_REASONS)
                .forEach(reason -> table.row(
                        reason.code(),
                        meaning(to, reason.code()),
                        reason.topic(),
                        numbers.whole(reason.records()),
                        numbers.whole(reason.open())));
        table.total(
                to.text("total"),
                "",
                "",
                numbers.whole(
                        figures.quarantine().stream().mapToLong(Reason::records).sum()),
                numbers.whole(
                        figures.quarantine().stream().mapToLong(Reason::open).sum()));
        int all = figures.quarantine().size();
        String rows = all <= MAX_REASONS
                ? to.counted("rows.all", all)
                : to.text("rows.first.total", MAX_REASONS, numbers.whole(all));
        to.table(table.note(rows + " " + to.text("quality.open.note")));
    }

    private static String meaning(Manuscript to, String code) {
        String key = "reason." + code;
        return to.knows(key) ? to.text(key) : "";
    }

    private void duplicates(Manuscript to) {
        Question question = answers.duplicates().question();
        answers.duplicates().all().stream()
                .findFirst()
                .ifPresentOrElse(
                        found -> to.paragraph(repeats(to, found)),
                        () -> to.nothing(to.text("analyses.no-table", question.table())));
        to.sql(question);
    }

    private static String repeats(Manuscript to, Answers.Repeats repeats) {
        long more = repeats.count() - repeats.different();
        String all = to.counted("transactions", repeats.count());
        return more == 0
                ? to.text("quality.duplicates.none", all)
                : to.text("quality.duplicates.found", all, to.numbers().whole(more));
    }

    private void late(Manuscript to) {
        Question question = answers.late().question();
        String after = to.numbers().duration(figures.lateAfter());
        answers.late().all().stream()
                .findFirst()
                .ifPresentOrElse(
                        found -> to.paragraph(
                                found == 0
                                        ? to.text("quality.late.none", after)
                                        : to.counted("quality.late.found", found, after)),
                        () -> to.nothing(to.text("analyses.no-table", question.table())));
        to.sql(question);
    }
}
