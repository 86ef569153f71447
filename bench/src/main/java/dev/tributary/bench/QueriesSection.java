package dev.tributary.bench;

import dev.tributary.lake.LakeReader;
import dev.tributary.warehouse.LoadLake;
import dev.tributary.warehouse.NamedQueries;
import dev.tributary.warehouse.NamedQuery;
import dev.tributary.warehouse.Warehouse;
import dev.tributary.warehouse.WarehouseConfig;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.List;
import java.util.TreeSet;

/** The four questions, in the original's SQL, asked of the warehouse and of the original's tables with the same rows. */
final class QueriesSection implements Section {
    private static final String ORIGINAL = "the original's layout: one column data, no index";
    private static final String WAREHOUSE = "the warehouse, indexes on the same expressions";
    private static final String SUMMARIES = "the warehouse, the same answers from summaries";
    private static final String DUCKDB_LAKE = "DuckDB, straight on the lake";
    private static final String DUCKDB = "DuckDB, typed tables";

    @Override
    public String name() {
        return "queries";
    }

    @Override
    public String purpose() {
        return "the original's four queries as written, beside the original's layout";
    }

    @Override
    public void measure(Workbench bench, Report report) throws Exception {
        try (BenchFolder folder = BenchFolder.below(bench.folder(), "queries")) {
            Path warehouse = folder.path().resolve("data_warehouse.db");
            Path original = folder.path().resolve("original.db");
            load(bench, warehouse);
            copy(warehouse, original);
            DuckDb duckDb = new DuckDb(bench.usdLake().layout(), folder.path());
            try (Connection ours = open(warehouse);
                    Connection theirs = open(original);
                    Connection lake = duckDb.overLake();
                    Connection typed = duckDb.typed(folder.path().resolve("lake.duckdb"))) {
                measure(bench, report, ours, theirs, lake, typed);
            }
        }
    }

    private static void load(Workbench bench, Path database) throws Exception {
        UsdLake lake = bench.usdLake();
        bench.progress().say("loading the rows that the queries ask");
        try (LakeReader reader = LakeReader.open(lake.layout());
                Warehouse warehouse = Warehouse.open(WarehouseConfig.of(database, lake.feeds()))) {
            new LoadLake(warehouse, reader, lake.feeds(), InstantSource.system()).load();
        }
    }

    private static void copy(Path warehouse, Path original) throws SQLException {
        try (Connection connection = open(original);
                Statement statement = connection.createStatement()) {
            statement.execute("ATTACH '" + warehouse + "' AS w");
            for (String table : tables()) {
                statement.execute("CREATE TABLE " + table + " (data TEXT)");
                statement.execute("INSERT INTO " + table + " SELECT data FROM w." + table + " ORDER BY id");
            }
        }
    }

    private static Iterable<String> tables() {
        return new TreeSet<>(NamedQueries.all().stream().map(NamedQuery::table).toList());
    }

    private static Connection open(Path database) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + database);
    }

    private static void measure(
            Workbench bench, Report report, Connection ours, Connection theirs, Connection lake, Connection typed)
            throws Exception {
        report.section(
                "The original's four queries, as written",
                String.format(
                        "%,d rows of TRANSACTIONS_USD, a fifth as many of TRANSACTIONS_FAILED; `json_extract` on `data`, through the same driver; ms. A"
                                + " ratio of 2 is half the time.",
                        bench.scale().loadRows()));
        StringBuilder rows = new StringBuilder();
        FourQueries.requireEqual(ours, FourQueries.ORIGINAL, theirs, FourQueries.ORIGINAL);
        FourQueries.requireEqual(ours, FourQueries.SUMMARIES, theirs, FourQueries.ORIGINAL);
        FourQueries.requireEqual(lake, DuckDb::text, theirs, FourQueries.ORIGINAL);
        FourQueries.requireEqual(typed, DuckDb::text, theirs, FourQueries.ORIGINAL);
        Rounds all = new Rounds("queries", Rounds.Measure.MILLIS, bench.progress())
                .add(ORIGINAL, () -> FourQueries.millis(theirs, NamedQueries.all(), FourQueries.ORIGINAL))
                .add(WAREHOUSE, () -> FourQueries.millis(ours, NamedQueries.all(), FourQueries.ORIGINAL))
                .add(SUMMARIES, () -> FourQueries.millis(ours, NamedQueries.all(), FourQueries.SUMMARIES))
                .add(DUCKDB_LAKE, () -> FourQueries.millis(lake, NamedQueries.all(), DuckDb::text))
                .add(DUCKDB, () -> FourQueries.millis(typed, NamedQueries.all(), DuckDb::text))
                .run(1, bench.scale().rounds());
        rows.append(all.table(ORIGINAL));
        for (NamedQuery query : NamedQueries.all()) {
            String layout = query.name() + ", original";
            String own = query.name() + ", warehouse";
            rows.append(new Rounds("queries", Rounds.Measure.MILLIS, bench.progress())
                    .add(layout, () -> FourQueries.millis(theirs, List.of(query), FourQueries.ORIGINAL))
                    .add(own, () -> FourQueries.millis(ours, List.of(query), FourQueries.ORIGINAL))
                    .run(0, bench.scale().fewRounds())
                    .table(layout));
        }
        report.table("times as fast,median,range", rows.toString());
        report.text("All gave the same answers, to the cent.");
        report.figure("queries_as_written_speedup", all.ratio(WAREHOUSE, ORIGINAL));
    }
}
