package dev.tributary.lake;

import java.util.Optional;

/**
 * Where a line came from.
 *
 * @param partition the partition's number
 * @param offset the record's offset
 * @param timestamp the record's timestamp in milliseconds as Kafka gave it, -1 possible
 * @param key the record's key as text; one that is not UTF-8 as {@code base64:} and its Base64 form
 * @param epoch the topic's epoch, as in {@link Position}
 */
public record Stamp(int partition, long offset, long timestamp, Optional<String> key, int epoch) {}
