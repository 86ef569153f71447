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
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** The four questions, in the original's SQL, asked of the warehouse and of the original's tables with the same rows. */
final class QueriesSection implements Section {
    private static final String ORIGINAL = "the original's layout: one column data, no index";
    private static final String WAREHOUSE = "the warehouse";

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
            try (Connection ours = open(warehouse);
                    Connection theirs = open(original)) {
                measure(bench, report, ours, theirs);
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

    private static void measure(Workbench bench, Report report, Connection ours, Connection theirs) throws Exception {
        report.section(
                "The original's four queries, as written",
                String.format(
                        "%,d rows of TRANSACTIONS_USD, a fifth as many of TRANSACTIONS_FAILED; `json_extract` on `data`, through the same driver; ms. A"
                                + " ratio of 2 is half the time.",
                        bench.scale().loadRows()));
        StringBuilder rows = new StringBuilder();
        for (NamedQuery query : NamedQueries.all()) {
            requireEqual(query, answer(ours, query), answer(theirs, query));
        }
        Rounds all = new Rounds("queries", Rounds.Measure.MILLIS, bench.progress())
                .add(ORIGINAL, () -> millis(theirs, NamedQueries.all()))
                .add(WAREHOUSE, () -> millis(ours, NamedQueries.all()))
                .run(0, bench.scale().rounds());
        rows.append(all.table(ORIGINAL));
        for (NamedQuery query : NamedQueries.all()) {
            String layout = query.name() + ", original";
            String own = query.name() + ", warehouse";
            rows.append(new Rounds("queries", Rounds.Measure.MILLIS, bench.progress())
                    .add(layout, () -> millis(theirs, List.of(query)))
                    .add(own, () -> millis(ours, List.of(query)))
                    .run(0, bench.scale().rounds())
                    .table(layout));
        }
        report.table("times as fast,median,range", rows.toString());
        report.text(
                "Both gave the same answers. There are no summaries kept up by the loader yet, so none are measured.");
        report.figure("queries_as_written_speedup", all.ratio(WAREHOUSE, ORIGINAL));
    }

    private static double millis(Connection connection, List<NamedQuery> queries) throws SQLException {
        long start = System.nanoTime();
        for (NamedQuery query : queries) {
            answer(connection, query);
        }
        return (System.nanoTime() - start) / 1e6;
    }

    private static List<String> answer(Connection connection, NamedQuery query) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(query.original())) {
            while (answer.next()) {
                rows.add(answer.getString(1) + " " + Math.round(answer.getDouble(2) * 100));
            }
        }
        return rows;
    }

    private static void requireEqual(NamedQuery query, List<String> ours, List<String> theirs) {
        if (ours.isEmpty() || !new TreeSet<>(ours).equals(new TreeSet<>(theirs))) {
            throw new IllegalStateException(query.name() + " gives " + ours + " and " + theirs);
        }
    }
}
