package dev.tributary.warehouse;

import java.time.Instant;
import java.util.Optional;

/**
 * Where a row of the warehouse comes from.
 *
 * @param table its table
 * @param id its number there
 * @param file the file of the lake that it was loaded from
 * @param position its line's first byte there
 * @param record its record in Kafka; empty for a line of another tool
 * @param importedAt when it was loaded
 * @param transaction the id of the transaction that it tells of, if it is one
 */
public record RowOrigin(
        String table,
        long id,
        String file,
        long position,
        Optional<Coordinates> record,
        Instant importedAt,
        Optional<String> transaction) {
    /**
     * A record in Kafka.
     *
     * @param epoch how often its topic was seen made again
     * @param partition the partition's number
     * @param offset its offset
     * @param timestamp its time in milliseconds, as Kafka gave it
     */
    public record Coordinates(int epoch, int partition, long offset, long timestamp) {}
}
