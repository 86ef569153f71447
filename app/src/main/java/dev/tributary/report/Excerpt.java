package dev.tributary.report;

import dev.tributary.report.BarChart.Bar;
import java.util.List;

/** What the analyses have in common: how much of an answer is shown, and how that is said. */
final class Excerpt {
    /** More rows of one table are not printed. */
    static final int MAX_ROWS = 40;

    private Excerpt() {}

    /** Whether there is something to show; says so where not. */
    static boolean begins(Manuscript to, String key, Answer<?> answer) {
        to.section(key);
        if (answer.isEmpty()) {
            to.nothing(
                    answer.rows().isPresent()
                            ? to.text("analyses.none")
                            : to.text("analyses.no-table", answer.question().table()));
            to.sql(answer.question());
        }
        return !answer.isEmpty();
    }

    /** For those who do not see the chart: what it is, and its longest bars. The table below it has all. */
    static String alternative(Manuscript to, String key, List<Bar> bars) {
        StringBuilder text = new StringBuilder(to.text("chart.alt", to.text(key + ".caption")));
        bars.stream()
                .limit(5)
                .forEach(bar -> text.append(' ')
                        .append(bar.label())
                        .append(": ")
                        .append(bar.shown())
                        .append(';'));
        return text.append(' ').append(to.text("chart.alt.table")).toString();
    }

    static String name(Manuscript to, String name) {
        return name.isEmpty() ? to.text("unnamed") : name;
    }

    static String cut(Manuscript to, int all) {
        return all <= MAX_ROWS
                ? to.counted("rows.all", all)
                : to.text("rows.first", MAX_ROWS, to.numbers().whole(all));
    }
}
