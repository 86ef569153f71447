package dev.tributary.bench;

import dev.tributary.lake.LakeReader;
import dev.tributary.warehouse.LoadLake;
import dev.tributary.warehouse.NamedQueries;
import dev.tributary.warehouse.NamedQuery;
import dev.tributary.warehouse.Warehouse;
import dev.tributary.warehouse.WarehouseConfig;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * A warehouse with a table of some rows of TRANSACTIONS_USD and one with a fifth as many of TRANSACTIONS_FAILED, open all the time, into
 * which more are loaded little by little.
 */
final class GrowingTable implements AutoCloseable {
    static final int INCREMENT = 1_000;

    /** The same with the rows of the other table. */
    static final int ROWS = INCREMENT + INCREMENT / 5;

    /** How many rows a bulk load brings at most. */
    static final int PIECE = 1_000_000;

    private final UsdLake lake;
    private final BenchFolder folder;
    private final LakeReader reader;
    private final Warehouse warehouse;
    private final LoadLake load;
    private final Connection questions;
    private final List<LinePlot.Point> pieces = new ArrayList<>();

    private GrowingTable(UsdLake lake, BenchFolder folder) throws SQLException {
        this.lake = lake;
        this.folder = folder;
        this.reader = LakeReader.open(lake.layout());
        this.warehouse = Warehouse.open(WarehouseConfig.of(folder.path().resolve("data_warehouse.db"), lake.feeds()));
        this.load = new LoadLake(warehouse, reader, lake.feeds(), InstantSource.system());
        this.questions = DriverManager.getConnection("jdbc:sqlite:" + warehouse.database());
    }

    /**
     * Makes one.
     *
     * @param number of the table in this run: each has topics of its own in the one broker, whose names differ in letter case alone, so that they
     *     are loaded by the same rules
     */
    static GrowingTable of(Workbench bench, int number, int rows) throws Exception {
        bench.progress().say(String.format("making a table of %,d rows", rows));
        BenchFolder folder = BenchFolder.below(bench.folder(), "table");
        List<String> topics = List.of(cased("transactions_usd", number), cased("transactions_failed", number));
        UsdLake lake = new UsdLake(folder.path().resolve("pipeline"), topics);
        GrowingTable table = new GrowingTable(lake, folder);
        for (int missing = rows; missing > 0; missing -= PIECE) {
            table.bulk(Math.min(missing, PIECE));
            bench.progress().say(String.format("%,d rows are in it", table.lake.size()));
        }
        table.load.makeIndexes(() -> false);
        return table;
    }

    private static String cased(String name, int upperLetters) {
        return name.substring(0, upperLetters).toUpperCase(Locale.ROOT) + name.substring(upperLetters);
    }

    /** Milliseconds of a load of {@value #INCREMENT} rows more, and a fifth as many of the other table. */
    double increment() {
        return load(INCREMENT);
    }

    /** Milliseconds of a load that finds nothing new. */
    double nothing() {
        return load(0);
    }

    /** Milliseconds of the four questions. */
    double ask(Function<NamedQuery, String> text) throws SQLException {
        return FourQueries.millis(questions, NamedQueries.all(), text);
    }

    /** The rates of the bulk loads that made it, by how many rows there were then. */
    List<LinePlot.Point> pieces() {
        return List.copyOf(pieces);
    }

    private void bulk(int count) {
        long before = lake.size();
        lake.add(count);
        long start = System.nanoTime();
        long rows = load.loadRows(() -> false).rows();
        pieces.add(new LinePlot.Point(lake.size(), rows * 1e9 / (System.nanoTime() - start)));
        requireAll(rows, before);
    }

    private void requireAll(long rows, long before) {
        if (rows != lake.size() - before) {
            throw new IllegalStateException("the load took " + rows + " rows, not " + (lake.size() - before));
        }
    }

    private double load(int count) {
        long before = lake.size();
        lake.add(count);
        long start = System.nanoTime();
        long rows = load.load().rows();
        double millis = (System.nanoTime() - start) / 1e6;
        requireAll(rows, before);
        return millis;
    }

    @Override
    public void close() throws IOException, SQLException {
        try (folder;
                reader;
                warehouse;
                questions) {
            // closed in reverse order: the files go last
        }
    }
}
