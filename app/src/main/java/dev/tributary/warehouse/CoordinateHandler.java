package dev.tributary.warehouse;

import java.util.Optional;

/** Takes the Kafka coordinates of rows one by one. */
@FunctionalInterface
public interface CoordinateHandler {
    /**
     * Takes those of a row.
     *
     * @param epoch how often the topic was seen re-created before
     * @param partition the partition
     * @param offset the offset
     * @param key the record's key as the lake writes it; empty when it had none
     */
    void coordinate(int epoch, int partition, long offset, Optional<String> key);
}
