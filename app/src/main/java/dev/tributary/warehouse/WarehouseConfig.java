package dev.tributary.warehouse;

import dev.tributary.lake.Feeds;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How the lake flows into the warehouse.
 *
 * @param database the SQLite file
 * @param feeds how each topic's records stand in it
 * @param batchRows how many rows one transaction takes at most, with the mark of how far the file is loaded
 * @param busyTimeout how long a statement waits for another process's lock
 */
public record WarehouseConfig(Path database, Feeds feeds, int batchRows, Duration busyTimeout) {
    public WarehouseConfig {
        if (batchRows < 1) {
            throw new IllegalArgumentException("warehouse.batch-rows must be at least 1, not " + batchRows);
        }
        if (busyTimeout.isNegative()) {
            throw new IllegalArgumentException("warehouse.busy-timeout must not be negative, not " + busyTimeout);
        }
    }

    /** The defaults, for the database and feeds given. */
    public static WarehouseConfig of(Path database, Feeds feeds) {
        return new WarehouseConfig(database, feeds, 50_000, Duration.ofSeconds(10));
    }
}
