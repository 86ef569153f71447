package dev.tributary.bench;

import dev.tributary.lake.LakeReader;
import dev.tributary.warehouse.LoadLake;
import dev.tributary.warehouse.Warehouse;
import dev.tributary.warehouse.WarehouseConfig;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;

/** A warehouse with a table of some rows, open all the time, into which more are loaded little by little. */
final class GrowingTable implements AutoCloseable {
    static final int INCREMENT = 1_000;

    private final UsdLake lake;
    private final BenchFolder folder;
    private final LakeReader reader;
    private final Warehouse warehouse;
    private final LoadLake load;

    private GrowingTable(UsdLake lake, BenchFolder folder) {
        this.lake = lake;
        this.folder = folder;
        this.reader = LakeReader.open(lake.layout());
        this.warehouse = Warehouse.open(WarehouseConfig.of(folder.path().resolve("data_warehouse.db"), lake.feeds()));
        this.load = new LoadLake(warehouse, reader, lake.feeds(), InstantSource.system());
    }

    static GrowingTable of(Workbench bench, int rows) throws Exception {
        bench.progress().say(String.format("making a table of %,d rows", rows));
        BenchFolder folder = BenchFolder.below(bench.folder(), "table");
        UsdLake lake = new UsdLake(bench, folder.path().resolve("pipeline"), List.of("USD_" + rows));
        lake.add(rows);
        GrowingTable table = new GrowingTable(lake, folder);
        table.load(rows);
        return table;
    }

    /** Milliseconds of a load of {@value #INCREMENT} rows more. */
    double increment() throws Exception {
        lake.add(INCREMENT);
        return load(INCREMENT);
    }

    /** Milliseconds of a load that finds nothing new. */
    double nothing() {
        return load(0);
    }

    private double load(long expected) {
        long start = System.nanoTime();
        long rows = load.load().rows();
        double millis = (System.nanoTime() - start) / 1e6;
        if (rows != expected) {
            throw new IllegalStateException("the load took " + rows + " rows, not " + expected);
        }
        return millis;
    }

    @Override
    public void close() throws IOException {
        try (folder;
                reader;
                warehouse) {
            // closed in reverse order: the files go last
        }
    }
}
