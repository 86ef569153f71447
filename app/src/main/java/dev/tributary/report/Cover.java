package dev.tributary.report;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The first page: what this is, of when, and the key figures. */
final class Cover {
    private static final double LARGE = 17;
    private static final double TILE = 144;

    private final PipelineFigures figures;
    private final Answers answers;

    Cover(PipelineFigures figures, Answers answers) {
        this.figures = figures;
        this.answers = answers;
    }

    String markup(Manuscript words) {
        Html out = new Html();
        out.open("div", "class", "cover").open("div", "class", "band").line();
        out.element("p", "Tributary", "class", "product").line();
        out.element("p", words.text("report.title"), "class", "title").line();
        out.element("p", period(words), "class", "period").line();
        out.close("div").line();
        out.open("div", "class", "keyfigures").line();
        out.element("p", words.text("cover.figures"), "class", "keylabel").line();
        tiles(out, words);
        out.close("div").line();
        out.open("div", "class", "imprint").line();
        out.paragraph(words.text("cover.project", figures.project()));
        out.paragraph(words.text("cover.made", words.numbers().moment(figures.at()), figures.version()));
        figures.reader()
                .ifPresent(reader -> out.element("p", words.text("cover.reader", reader), "class", "restricted")
                        .line());
        return out.close("div").close("div").line().toString();
    }

    /** The days that were asked for; where that is open, those that there are. */
    String period(Manuscript words) {
        Answers.Overview whole = answers.whole();
        Period asked = answers.period();
        Optional<String> from = asked.from().map(words.numbers()::day).or(() -> day(words, whole.first()));
        Optional<String> to = asked.to().map(words.numbers()::day).or(() -> day(words, whole.last()));
        if (from.isEmpty() || to.isEmpty()) {
            return words.text("cover.period.empty", words.numbers().day(figures.today()));
        }
        return from.equals(to)
                ? words.text("cover.period.day", from.get())
                : words.text("cover.period", from.get(), to.get());
    }

    private static Optional<String> day(Manuscript words, String time) {
        return time.matches("\\d{4}-\\d{2}-\\d{2}T.*Z")
                ? Optional.of(words.numbers().day(LocalDate.parse(time.substring(0, 10))))
                : Optional.empty();
    }

    private void tiles(Html out, Manuscript words) {
        Numbers numbers = words.numbers();
        Answers.Overview whole = answers.whole();
        tile(out, words, "transactions", numbers.whole(whole.count()));
        tile(out, words, "gross", numbers.money(whole.gross()));
        tile(out, words, "completed", numbers.money(whole.completed()));
        tile(out, words, "users", numbers.whole(whole.users()));
        tile(
                out,
                words,
                "lake",
                numbers.whole(figures.topics().stream()
                        .mapToLong(PipelineFigures.Topic::records)
                        .sum()));
        tile(
                out,
                words,
                "rows",
                numbers.whole(
                        figures.warehouse().map(PipelineFigures.Tables::rows).orElse(0L)));
        tile(
                out,
                words,
                "open",
                numbers.whole(figures.quarantine().stream()
                        .mapToLong(PipelineFigures.Reason::open)
                        .sum()));
        tile(out, words, "freshness", freshness(words));
        tile(
                out,
                words,
                "balance",
                words.text("balance.short." + Flow.of(figures).balance()));
    }

    private String freshness(Manuscript words) {
        Optional<Instant> newest = figures.topics().stream()
                .flatMap(topic -> topic.newest().stream())
                .max(Comparator.naturalOrder());
        return newest.map(at -> words.numbers().duration(Duration.between(at, figures.at())))
                .orElse(Html.NOTHING);
    }

    /** Large, or as large as fits its tile. */
    private static String size(Manuscript words, String value) {
        double size = Math.min(LARGE, LARGE * TILE / words.typefaces().titles().width(value, LARGE));
        return String.format(Locale.ROOT, "font-size:%.1fpt", size);
    }

    private static void tile(Html out, Manuscript words, String key, String value) {
        out.open("div", "class", "tile")
                .element("p", value, "class", "value", "style", size(words, value))
                .element("p", words.text("tile." + key), "class", "what")
                .close("div")
                .line();
    }
}
