package dev.tributary.report;

import dev.tributary.report.Governance.Permission;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The first page: what this is, of when, and the key figures. */
final class Cover {
    private static final double LARGE = 17;
    private static final double TILE = 144;
    private static final int MAX_FOLDERS = 6;
    private static final int LONGEST = 60;

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
        figures.reader().ifPresent(reader -> restricted(out, words, reader));
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

    /** By which permissions: each folder, and what of it he does not see. */
    private void restricted(Html out, Manuscript words, String reader) {
        List<String> folders = figures.governance().permissions().grants().stream()
                .filter(Permission::read)
                .map(grant -> limits(words, grant))
                .toList();
        String what = folders.isEmpty()
                ? words.text("cover.reader.nothing")
                : String.join("; ", folders.subList(0, Math.min(MAX_FOLDERS, folders.size())));
        int more = folders.size() - MAX_FOLDERS;
        out.element("p", words.text("cover.reader", reader), "class", "restricted")
                .line();
        out.paragraph(words.text("cover.reader.permissions", what)
                + (more > 0 ? "; " + words.counted("cover.reader.more", more) : ""));
        out.paragraph(words.text("cover.reader.left-out"));
    }

    private static String limits(Manuscript words, Permission grant) {
        List<String> limits = new ArrayList<>();
        if (!grant.masks().isEmpty()) {
            limits.add(words.text("cover.reader.masked", shortened(grant.masks())));
        }
        grant.filter().ifPresent(filter -> limits.add(words.text("cover.reader.where", shortened(filter))));
        return shortened(grant.folder()) + (limits.isEmpty() ? "" : " (" + String.join("; ", limits) + ")");
    }

    /** The chapter on governance has it whole. */
    private static String shortened(String text) {
        return text.codePointCount(0, text.length()) <= LONGEST
                ? text
                : text.substring(0, text.offsetByCodePoints(0, LONGEST)) + "\u2026";
    }

    private void tiles(Html out, Manuscript words) {
        Numbers numbers = words.numbers();
        boolean all = figures.reader().isEmpty();
        if (all || answers.byType().rows().isPresent()) {
            Answers.Overview whole = answers.whole();
            tile(out, words, "transactions", numbers.whole(whole.count()));
            tile(out, words, "gross", numbers.money(whole.gross()));
            tile(out, words, "completed", numbers.money(whole.completed()));
            if (all || whole.users() > 0) {
                tile(out, words, "users", numbers.whole(whole.users()));
            }
        }
        if (all || !figures.topics().isEmpty()) {
            long records = figures.topics().stream()
                    .mapToLong(PipelineFigures.Topic::records)
                    .sum();
            tile(out, words, all ? "lake" : "lake.own", numbers.whole(records));
        }
        long rows = figures.warehouse().map(PipelineFigures.Tables::rows).orElse(0L);
        tile(out, words, all ? "rows" : "rows.own", numbers.whole(rows));
        String freshness = freshness(words);
        if (all || !freshness.equals(Html.NOTHING)) {
            tile(out, words, "freshness", freshness);
        }
        if (all) {
            tilesOfTheSystem(out, words);
        }
    }

    private void tilesOfTheSystem(Html out, Manuscript words) {
        Numbers numbers = words.numbers();
        tile(
                out,
                words,
                "open",
                numbers.whole(figures.quarantine().stream()
                        .mapToLong(PipelineFigures.Reason::open)
                        .sum()));
        tile(
                out,
                words,
                "balance",
                words.text("balance.short." + Flow.of(figures).balance()));
    }

    private String freshness(Manuscript words) {
        Optional<Instant> newest = figures.warehouse().map(PipelineFigures.Tables::tables).orElse(List.of()).stream()
                .flatMap(table -> table.newestRecord().stream())
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
