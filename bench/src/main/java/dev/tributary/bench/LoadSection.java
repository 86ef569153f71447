package dev.tributary.bench;

import java.util.ArrayList;
import java.util.List;

/** The lake to the warehouse: in bulk, little by little into tables of several sizes, and when there is nothing new. */
final class LoadSection implements Section {
    private static final String LOAD = "load: coordinates, typed columns, users, summaries, marks";
    private static final String INDEXED = "the same and the queries' indexes, made afterwards";
    private static final String NOTHING = "nothing new, in the largest table";

    @Override
    public String name() {
        return "load";
    }

    @Override
    public String purpose() {
        return "the lake to the warehouse: bulk, increments, nothing new";
    }

    @Override
    public void measure(Workbench bench, Report report) throws Exception {
        bulk(bench, report);
        increments(bench, report);
    }

    private static void bulk(Workbench bench, Report report) throws Exception {
        UsdLake lake = bench.usdLake();
        SqliteLoaders others = new SqliteLoaders(lake.layout(), bench.folder());
        BulkLoad load = new BulkLoad(lake, bench.folder());
        Rounds rounds = new Rounds("load", Rounds.Measure.RATE, bench.progress())
                .add(SqliteLoaders.PLAIN, others::plainInsert)
                .add(LOAD, load::run)
                .add(INDEXED, load::lastWithIndexes);
        boolean sqlite3 = Child.installed("sqlite3");
        if (sqlite3) {
            rounds.add(SqliteLoaders.IMPORT, others::sqlite3Import);
        }
        rounds.run(1, bench.scale().rounds());
        report.section(
                "Load",
                String.format(
                        "%,d rows of TRANSACTIONS_USD and a fifth as many of TRANSACTIONS_FAILED, 23 columns, into an empty database; rows/s.",
                        bench.scale().loadRows()));
        report.table("of plain insert,median,range", rounds.table(SqliteLoaders.PLAIN));
        if (!sqlite3) {
            report.text("Not measured: `.import` of sqlite3, which is not installed.");
        }
        report.figure("load_of_plain_insert", rounds.ratio(LOAD, SqliteLoaders.PLAIN));
    }

    private static void increments(Workbench bench, Report report) throws Exception {
        List<GrowingTable> tables = new ArrayList<>();
        try {
            for (int rows : bench.scale().tableRows()) {
                tables.add(GrowingTable.of(bench, tables.size(), rows));
            }
            measure(bench, report, tables);
            ask(bench, report, tables);
        } finally {
            for (GrowingTable table : tables) {
                table.close();
            }
        }
    }

    private static void measure(Workbench bench, Report report, List<GrowingTable> tables) throws Exception {
        List<String> names = bench.scale().tableRows().stream()
                .map(rows -> String.format("into a table of %,d rows", rows))
                .toList();
        Rounds rounds = new Rounds("increments", Rounds.Measure.MILLIS, bench.progress());
        for (int each = 0; each < tables.size(); each++) {
            rounds.add(names.get(each), tables.get(each)::increment);
        }
        rounds.add(NOTHING, tables.get(tables.size() - 1)::nothing)
                .run(bench.scale().increments() / 3, bench.scale().increments());
        report.text(String.format(
                "Increments of %,d rows in a running process; ms, and how many times as fast as the first:",
                GrowingTable.INCREMENT));
        report.table("times as fast,median,range", rounds.table(names.get(0)));
        report.figure("load_nothing_ms", rounds.median(NOTHING));
    }

    /** What the summaries answer must not take longer in a larger table; beside it the same questions, asked of all rows. */
    private static void ask(Workbench bench, Report report, List<GrowingTable> tables) throws Exception {
        Rounds rounds = new Rounds("questions", Rounds.Measure.MILLIS, bench.progress());
        for (int each = 0; each < tables.size(); each++) {
            GrowingTable table = tables.get(each);
            rounds.add(asked(bench, each, "from summaries"), () -> table.ask(FourQueries.SUMMARIES))
                    .add(asked(bench, each, "as written"), () -> table.ask(FourQueries.ORIGINAL));
        }
        rounds.run(bench.scale().warmUp() + 1, bench.scale().rounds());
        report.text(
                "The four queries, all of them together, in these tables; ms, and how many times as fast as the first:");
        report.table("times as fast,median,range", rounds.table(asked(bench, 0, "from summaries")));
        for (int each = 0; each < tables.size(); each++) {
            int millions = bench.scale().tableRows().get(each) / 1_000_000;
            if (millions > 0) {
                report.figure(
                        "queries_summaries_ms_" + millions + "m", rounds.median(asked(bench, each, "from summaries")));
            }
        }
    }

    private static String asked(Workbench bench, int table, String how) {
        return String.format("%,d rows, %s", bench.scale().tableRows().get(table), how);
    }
}
