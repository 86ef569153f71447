package dev.tributary.bench;

import dev.tributary.lake.LakeReader;
import dev.tributary.warehouse.LoadLake;
import dev.tributary.warehouse.Warehouse;
import dev.tributary.warehouse.WarehouseConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;

/** Loads of a whole lake into an empty warehouse, in rows per second. */
final class BulkLoad {
    private final UsdLake lake;
    private final Path folder;
    private double withIndexes = Double.NaN;

    BulkLoad(UsdLake lake, Path folder) {
        this.lake = lake;
        this.folder = folder;
    }

    /** Loads once, without the indexes of the queries, which are made then. */
    double run() throws IOException {
        try (BenchFolder target = BenchFolder.below(folder, "warehouse");
                LakeReader reader = LakeReader.open(lake.layout());
                Warehouse warehouse =
                        Warehouse.open(WarehouseConfig.of(target.path().resolve("data_warehouse.db"), lake.feeds()))) {
            LoadLake load = new LoadLake(warehouse, reader, lake.feeds(), InstantSource.system());
            long start = System.nanoTime();
            long rows = load.loadRows(() -> false).rows();
            long loaded = System.nanoTime();
            load.makeIndexes(() -> false);
            withIndexes = rows * 1e9 / (System.nanoTime() - start);
            if (rows != lake.size()) {
                throw new IllegalStateException("the load took " + rows + " rows of " + lake.size());
            }
            return rows * 1e9 / (loaded - start);
        }
    }

    /** The rate of the last run, the making of the indexes included. */
    double lastWithIndexes() {
        return withIndexes;
    }
}
