package dev.tributary.report;

import dev.tributary.report.DataTable.Column;
import dev.tributary.report.PipelineFigures.Compared;
import dev.tributary.report.PipelineFigures.Comparison;
import dev.tributary.report.PipelineFigures.Mode;
import dev.tributary.report.PipelineFigures.Topic;
import java.util.Comparator;

/** The pipeline as a diagram, with what went through it and whether the stages agree. */
final class PipelineChapter {
    private static final int MAX_TOPICS = 100;

    /** Where not all topics are shown, those that differ are. */
    private static final Comparator<Topic> WRONG_FIRST =
            Comparator.comparing((Topic topic) -> Flow.difference(topic) == 0);

    private static final Comparator<Compared> DIFFERENT_FIRST =
            Comparator.comparing((Compared topic) -> topic.differences() == 0);

    private final PipelineFigures figures;

    PipelineChapter(PipelineFigures figures) {
        this.figures = figures;
    }

    void write(Manuscript to) {
        to.chapter("pipeline.title").lead(to.text("pipeline.lead"));
        to.section("pipeline.flow");
        to.figure(
                new FlowDiagram(Flow.of(figures)).draw(to),
                to.text("pipeline.flow.caption", to.numbers().day(figures.today())));
        if (figures.kafka().isPresent() || figures.comparison().isEmpty()) {
            to.paragraph(kafka(to));
        }
        to.section("pipeline.balance");
        if (figures.topics().isEmpty()) {
            to.nothing(to.text("lake.none"));
            return;
        }
        counted(to);
        figures.comparison()
                .ifPresentOrElse(
                        comparison -> compared(to, comparison), () -> to.paragraph(to.text("pipeline.not-compared")));
    }

    private String kafka(Manuscript to) {
        if (figures.kafka().isEmpty()) {
            return to.text("pipeline.kafka.down");
        }
        String address = figures.kafka().get();
        return figures.lag().isPresent()
                ? to.text(
                        "pipeline.kafka.lag",
                        address,
                        to.numbers().whole(figures.lag().getAsLong()))
                : to.text("pipeline.kafka.up", address);
    }

    private void counted(Manuscript to) {
        Numbers numbers = to.numbers();
        DataTable table = new DataTable(
                        Column.text(to.text("column.topic"), 4),
                        Column.number(to.text("column.pruned"), 1.4),
                        Column.number(to.text("column.lake"), 1.4),
                        Column.number(to.text("column.loaded"), 1.4),
                        Column.number(to.text("column.waiting"), 1.4),
                        Column.number(to.text("column.rows"), 1.4),
                        Column.text(to.text("column.finding"), 2.4))
                .dense();
        figures.topics().stream()
                .sorted(WRONG_FIRST)
                .limit(MAX_TOPICS)
                .forEach(topic -> table.row(
                        topic.name(),
                        numbers.whole(topic.past().records()),
                        numbers.whole(topic.records()),
                        topic.mode() == Mode.IGNORE ? "" : numbers.whole(topic.loaded()),
                        topic.mode() == Mode.IGNORE ? "" : numbers.whole(Flow.waiting(topic)),
                        topic.rows().isPresent() ? numbers.whole(topic.rows().getAsLong()) : "",
                        finding(to, topic)));
        to.table(table.note(cut(to, figures.topics().size()) + " " + to.text("pipeline.balance.note")));
    }

    private static String finding(Manuscript to, Topic topic) {
        if (Flow.difference(topic) != 0) {
            return to.text("finding.differs", to.numbers().whole(Flow.difference(topic)));
        }
        if (Flow.waiting(topic) > 0) {
            return to.text("finding.waiting");
        }
        if (Flow.rowless(topic) > 0) {
            return to.text(
                    topic.erasures() ? "finding.erased" : "finding.pruned",
                    to.numbers().whole(Flow.rowless(topic)));
        }
        return to.text("finding." + topic.mode());
    }

    private static void compared(Manuscript to, Comparison comparison) {
        Numbers numbers = to.numbers();
        to.paragraph(to.text(
                comparison.clean() ? "pipeline.compared.clean" : "pipeline.compared.differs",
                numbers.moment(comparison.at())));
        DataTable table = new DataTable(
                        Column.text(to.text("column.topic"), 4),
                        Column.number("Kafka", 1.4),
                        Column.number(to.text("column.pruned"), 1.4),
                        Column.number(to.text("column.erased"), 1.2),
                        Column.number(to.text("column.lake"), 1.4),
                        Column.number(to.text("column.dead-letters"), 1.4),
                        Column.number(to.text("column.rows"), 1.4),
                        Column.number(to.text("column.waiting"), 1.5),
                        Column.number(to.text("column.differences"), 1.5))
                .dense();
        comparison.topics().stream()
                .sorted(DIFFERENT_FIRST)
                .limit(MAX_TOPICS)
                .forEach(topic -> table.row(
                        topic.topic(),
                        numbers.whole(topic.kafka()),
                        numbers.whole(topic.pruned()),
                        numbers.whole(topic.erased()),
                        numbers.whole(topic.lake()),
                        numbers.whole(topic.deadLetters()),
                        topic.rows().isPresent() ? numbers.whole(topic.rows().getAsLong()) : "",
                        numbers.whole(topic.waiting()),
                        numbers.whole(topic.differences())));
        to.table(table.note(cut(to, comparison.topics().size())));
    }

    private static String cut(Manuscript to, int all) {
        return all <= MAX_TOPICS
                ? to.counted("rows.all", all)
                : to.text("rows.first.plain", MAX_TOPICS, to.numbers().whole(all));
    }
}
