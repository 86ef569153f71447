package dev.tributary.bench;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a figure should come to.
 *
 * @param figure its name in the JSON
 * @param what it says, in words
 * @param atLeast whether it should be the limit or more; else the limit or less
 * @param limit in the figure's unit
 * @param unit for the reader; empty for a ratio
 */
record Goal(String figure, String what, boolean atLeast, double limit, String unit) {
    private static final List<Goal> ALL = List.of(
            least("ingest_warm_of_raw", "ingestion, warm, of a raw copy", 0.75),
            most("ingest_rss_mib", "ingestion, peak resident memory", 256, " MiB"),
            least("streams_of_passthrough", "transformation, of a bare pass-through into six topics", 0.5),
            least("load_of_plain_insert", "bulk load, of a plain prepared insert per row", 1.7),
            most("load_increment_growth", "an increment into the largest table, of one into the smallest", 1.1, ""),
            most("load_nothing_ms", "load of nothing new", 50, " ms"),
            least(
                    "queries_as_written_speedup",
                    "the four queries as written, times as fast as on the original's layout",
                    30),
            most("queries_summaries_ms_1m", "the four answers from summaries, 1,000,000 rows", 5, " ms"),
            most("queries_summaries_ms_10m", "the four answers from summaries, 10,000,000 rows", 5, " ms"),
            most("freshness_p50_ms", "produced to visible in SQL at 5,000 messages/s, p50", 300, " ms"),
            most("freshness_p99_ms", "produced to visible in SQL at 5,000 messages/s, p99", 1_000, " ms"),
            most("demo_first_row_s", "demo to the first row in the warehouse", 15, " s"),
            most("help_s", "tributary --help", 0.5, " s"));

    private static Goal least(String figure, String what, double limit) {
        return new Goal(figure, what, true, limit, "");
    }

    private static Goal most(String figure, String what, double limit, String unit) {
        return new Goal(figure, what, false, limit, unit);
    }

    /** All of them as a Markdown table, with what was measured. */
    static String table(Map<String, Double> figures) {
        StringBuilder table = new StringBuilder("## Goals\n\n| | goal | measured | |\n|---|---:|---:|---|\n");
        ALL.forEach(goal -> table.append(goal.row(figures)));
        return table.append('\n').toString();
    }

    private String row(Map<String, Double> figures) {
        String wanted = (atLeast ? "at least " : "at most ") + text(limit);
        Double measured = figures.get(figure);
        return String.format(
                "| %s | %s | %s | %s |%n",
                what,
                wanted,
                measured == null ? "" : text(measured),
                measured == null ? "not measured" : met(measured) ? "met" : "**not met**");
    }

    private boolean met(double value) {
        return atLeast ? value >= limit : value <= limit;
    }

    private String text(double value) {
        return String.format(Locale.ROOT, value < 100 ? "%.3g%s" : "%,.0f%s", value, unit);
    }
}
