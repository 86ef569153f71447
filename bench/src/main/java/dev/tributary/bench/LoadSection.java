package dev.tributary.bench;

import java.io.IOException;
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
        SqliteLoaders plain = new SqliteLoaders(lake.layout(), bench.folder());
        BulkLoad load = new BulkLoad(lake, bench.folder());
        Rounds rounds = new Rounds("load", Rounds.Measure.RATE, bench.progress())
                .add(SqliteLoaders.PLAIN, plain::plainInsert)
                .add(LOAD, load::run)
                .add(INDEXED, load::lastWithIndexes)
                .run(1, bench.scale().rounds());
        report.section(
                "Load",
                String.format(
                        "%,d rows of TRANSACTIONS_USD and a fifth as many of TRANSACTIONS_FAILED, 23 columns, into an empty database; rows/s.",
                        bench.scale().loadRows()));
        report.table("of plain insert,median,range", rounds.table(SqliteLoaders.PLAIN));
        report.figure("load_of_plain_insert", rounds.ratio(LOAD, SqliteLoaders.PLAIN));
        beside(bench, report, lake, plain);
    }

    /** The same lines by others, and by the product as a process. */
    private static void beside(Workbench bench, Report report, UsdLake lake, SqliteLoaders plain) throws Exception {
        DuckDb duckDb = new DuckDb(lake.layout(), bench.folder());
        LoadProcess process = new LoadProcess(lake, bench.usdProject());
        boolean sqlite3 = Child.installed("sqlite3");
        Rounds rounds = new Rounds("load", Rounds.Measure.RATE, bench.progress())
                .add(SqliteLoaders.PLAIN, plain::plainInsert)
                .add(SqliteLoaders.PLAIN_LOG, plain::plainInsertWithLog)
                .add(DuckDb.LOAD, duckDb::load)
                .add(LoadProcess.NAME, process::run);
        if (sqlite3) {
            rounds.add(SqliteLoaders.IMPORT, plain::sqlite3Import);
        }
        rounds.run(0, bench.scale().fewRounds());
        report.text("The same lines by others, and by a process of the product:");
        report.table("of plain insert,median,range", rounds.table(SqliteLoaders.PLAIN));
        if (!sqlite3) {
            report.text("Not measured: `.import` of sqlite3, which is not installed.");
        }
        report.text("Peak resident memory of `tributary load`, MiB:");
        report.table("median,range", ProcessSection.row(LoadProcess.NAME, process.peaks()));
    }

    private static void increments(Workbench bench, Report report) throws Exception {
        List<GrowingTable> tables = new ArrayList<>();
        try {
            for (int rows : bench.scale().tableRows()) {
                tables.add(GrowingTable.of(bench, tables.size(), rows));
            }
            Rounds increments = measure(bench, report, tables);
            plotLoad(bench, report, tables, increments);
            ask(bench, report, tables);
        } finally {
            for (GrowingTable table : tables) {
                table.close();
            }
        }
    }

    private static String into(int rows) {
        return String.format("into a table of %,d rows", rows);
    }

    private static void plotLoad(Workbench bench, Report report, List<GrowingTable> tables, Rounds increments)
            throws IOException {
        List<LinePlot.Point> pieces = tables.get(tables.size() - 1).pieces();
        report.text(String.format(
                "The largest table was made by loads of %,d rows and a fifth as many of the other table, without indexes; rows/s, by how many"
                        + " rows were in the warehouse then:",
                GrowingTable.PIECE));
        StringBuilder rows = new StringBuilder();
        pieces.forEach(piece -> rows.append(String.format("| %,.0f | %,.0f |%n", piece.x(), piece.y())));
        report.table("rows/s", rows.toString());
        List<LinePlot.Point> little = new ArrayList<>();
        for (int size : bench.scale().tableRows()) {
            little.add(new LinePlot.Point(size, GrowingTable.ROWS * 1.0 / increments.median(into(size))));
        }
        bench.plot(
                "load",
                new LinePlot("Load by the size of the table", "rows in the table", "thousand rows/s")
                        .line("in bulk", thousands(pieces))
                        .line("increments of 1,000", little));
    }

    private static List<LinePlot.Point> thousands(List<LinePlot.Point> points) {
        return points.stream()
                .map(point -> new LinePlot.Point(point.x(), point.y() / 1_000))
                .toList();
    }

    private static Rounds measure(Workbench bench, Report report, List<GrowingTable> tables) throws Exception {
        List<String> names =
                bench.scale().tableRows().stream().map(LoadSection::into).toList();
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
        report.figure("load_increment_growth", rounds.ratio(names.get(0), names.get(names.size() - 1)));
        return rounds;
    }

    /** What the summaries answer must not take longer in a larger table; beside it the same questions, asked of all rows. */
    private static void ask(Workbench bench, Report report, List<GrowingTable> tables) throws Exception {
        Rounds rounds = new Rounds("questions", Rounds.Measure.MILLIS, bench.progress());
        for (int each = 0; each < tables.size(); each++) {
            GrowingTable table = tables.get(each);
            rounds.add(asked(bench, each, "from summaries"), () -> table.ask(FourQueries.SUMMARIES))
                    .add(asked(bench, each, "as written"), () -> table.ask(FourQueries.ORIGINAL));
        }
        rounds.run(bench.scale().warmUp(), bench.scale().rounds());
        plotQuestions(bench, rounds);
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

    private static void plotQuestions(Workbench bench, Rounds rounds) throws IOException {
        LinePlot plot = new LinePlot("The four queries by rows", "rows in the table", "milliseconds, all four");
        for (String how : List.of("as written", "from summaries")) {
            List<LinePlot.Point> points = new ArrayList<>();
            for (int each = 0; each < bench.scale().tableRows().size(); each++) {
                points.add(new LinePlot.Point(
                        bench.scale().tableRows().get(each), rounds.median(asked(bench, each, how))));
            }
            plot.line(how, points);
        }
        bench.plot("queries", plot);
    }

    private static String asked(Workbench bench, int table, String how) {
        return String.format("%,d rows, %s", bench.scale().tableRows().get(table), how);
    }
}
