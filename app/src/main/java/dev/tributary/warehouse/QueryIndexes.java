package dev.tributary.warehouse;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the indexes of the original's queries. A row costs several times as much to insert where they are kept up than where they are
 * not, and less when they are made of all rows at once. So a load that brings more than half of what is there drops them first, and makes them when it is through. Between the two, and after a load that
 * died there, queries are slow and right; the next load makes what is missing.
 */
final class QueryIndexes {
    private static final Logger LOG = LoggerFactory.getLogger(QueryIndexes.class);

    /** Below this a load is not worth any dropping. */
    private static final long BULK_BYTES = 4 << 20;

    /** Keeping up a row costs some three times as much as making it part of a new index: from 1/2 of what is there, making anew is cheaper. */
    private static final int BULK_FACTOR = 2;

    private final Warehouse warehouse;

    QueryIndexes(Warehouse warehouse) {
        this.warehouse = warehouse;
    }

    /**
     * A load begins.
     *
     * @param loaded by table, how many bytes of the lake are in it
     * @param coming by table, how many bytes will come
     */
    void expect(Map<String, Long> loaded, Map<String, Long> coming) {
        List<String> bulk = coming.entrySet().stream()
                .filter(table -> table.getValue() >= BULK_BYTES
                        && table.getValue() * BULK_FACTOR > loaded.getOrDefault(table.getKey(), 0L))
                .map(Map.Entry::getKey)
                .filter(loaded::containsKey)
                .toList();
        if (!bulk.isEmpty()) {
            warehouse.writer().transaction("drop indexes before a big load", connection -> drop(connection, bulk));
        }
    }

    private static int drop(Connection connection, List<String> tables) throws SQLException {
        int dropped = 0;
        for (String table : tables) {
            for (QueryIndex index : QueryIndex.existing(connection, table)) {
                index.drop(connection);
                dropped++;
            }
        }
        return dropped;
    }

    /** Makes what is missing, an index a transaction, unless told to stop. */
    void makeMissing(BooleanSupplier stop) {
        for (QueryIndex index : warehouse.read("look for its indexes", QueryIndex::missing)) {
            if (stop.getAsBoolean()) {
                return;
            }
            LOG.info("Making the index {}", index.name());
            warehouse.writer().transaction("make the index " + index.name(), connection -> {
                index.make(connection);
                return true;
            });
        }
    }
}
