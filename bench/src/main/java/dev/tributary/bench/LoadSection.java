package dev.tributary.bench;

import dev.tributary.lake.LakeReader;
import dev.tributary.warehouse.LoadLake;
import dev.tributary.warehouse.Warehouse;
import dev.tributary.warehouse.WarehouseConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** The lake to the warehouse: in bulk, little by little into tables of several sizes, and when there is nothing new. */
final class LoadSection implements Section {
    private static final String LOAD = "load: coordinates, typed columns, users, marks";
    private static final int INCREMENT = 1_000;

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
        Rounds rounds = new Rounds("load", Rounds.Measure.RATE, bench.progress())
                .add(SqliteLoaders.PLAIN, others::plainInsert)
                .add(LOAD, () -> load(bench, lake));
        boolean sqlite3 = Child.installed("sqlite3");
        if (sqlite3) {
            rounds.add(SqliteLoaders.IMPORT, others::sqlite3Import);
        }
        rounds.run(1, bench.scale().rounds());
        report.section(
                "Load",
                String.format(
                        "%,d rows of TRANSACTIONS_USD and TRANSACTIONS_FAILED, 23 columns, into an empty database; rows/s.",
                        bench.scale().loadRows()));
        report.table("of plain insert,median,range", rounds.table(SqliteLoaders.PLAIN));
        if (!sqlite3) {
            report.text("Not measured: `.import` of sqlite3, which is not installed.");
        }
        report.figure("load_of_plain_insert", rounds.ratio(LOAD, SqliteLoaders.PLAIN));
    }

    private static double load(Workbench bench, UsdLake lake) throws IOException {
        try (BenchFolder target = BenchFolder.below(bench.folder(), "warehouse");
                LakeReader reader = LakeReader.open(lake.layout());
                Warehouse warehouse = warehouse(target.path(), lake)) {
            LoadLake load = new LoadLake(warehouse, reader, lake.feeds(), InstantSource.system());
            long start = System.nanoTime();
            long rows = load.load().rows();
            double rate = rows * 1e9 / (System.nanoTime() - start);
            requireRows(rows, bench.scale().loadRows());
            return rate;
        }
    }

    private static void increments(Workbench bench, Report report) throws Exception {
        StringBuilder rows = new StringBuilder();
        List<Double> medians = new ArrayList<>();
        List<Double> nothing = new ArrayList<>();
        for (int size : bench.scale().tableRows()) {
            bench.progress().say(String.format("increments into a table of %,d rows", size));
            List<Double> taken = increments(bench, size, nothing);
            Quantiles quantiles = Quantiles.of(taken);
            medians.add(quantiles.median());
            rows.append(String.format(
                    "| table of %,d rows | %.2f | %.1f | %.1f..%.1f |%n",
                    size,
                    quantiles.median() / medians.get(0),
                    quantiles.median(),
                    quantiles.least(),
                    quantiles.most()));
        }
        Quantiles idle = Quantiles.of(nothing);
        rows.append(String.format(
                "| nothing new, the largest table | %.2f | %.1f | %.1f..%.1f |%n",
                idle.median() / medians.get(0), idle.median(), idle.least(), idle.most()));
        report.text(String.format("Increments of %,d rows in a running process; ms:", INCREMENT));
        report.table("of the smallest,median,range", rows.toString());
        report.figure("load_nothing_ms", idle.median());
    }

    /** Milliseconds of each increment; {@code nothing} gets those of the loads after them that find nothing new. */
    private static List<Double> increments(Workbench bench, int size, List<Double> nothing) throws Exception {
        List<Double> taken = new ArrayList<>();
        nothing.clear();
        try (BenchFolder folder = BenchFolder.below(bench.folder(), "increments")) {
            UsdLake lake = new UsdLake(bench, folder.path().resolve("pipeline"), List.of("USD_" + size));
            lake.add(size);
            try (LakeReader reader = LakeReader.open(lake.layout());
                    Warehouse warehouse = warehouse(folder.path(), lake)) {
                LoadLake load = new LoadLake(warehouse, reader, lake.feeds(), InstantSource.system());
                requireRows(load.load().rows(), size);
                for (int each = 0; each < bench.scale().increments(); each++) {
                    lake.add(INCREMENT);
                    long start = System.nanoTime();
                    requireRows(load.load().rows(), INCREMENT);
                    long loaded = System.nanoTime();
                    requireRows(load.load().rows(), 0);
                    taken.add((loaded - start) / 1e6);
                    nothing.add((System.nanoTime() - loaded) / 1e6);
                }
            }
        }
        return taken;
    }

    private static Warehouse warehouse(Path folder, UsdLake lake) {
        return Warehouse.open(WarehouseConfig.of(folder.resolve("data_warehouse.db"), lake.feeds()));
    }

    private static void requireRows(long loaded, long expected) {
        if (loaded != expected) {
            throw new IllegalStateException("the load took " + loaded + " rows, not " + expected);
        }
    }
}
