package dev.tributary.ingest;

import java.util.OptionalLong;

/**
 * How far a partition is.
 *
 * @param topic the topic
 * @param partition the partition's number
 * @param epoch the topic's epoch, as in {@link dev.tributary.lake.Position}
 * @param nextOffset the first offset that is not committed to the lake
 * @param lag how many offsets Kafka has behind those fetched; empty as long as it has not said
 */
public record PartitionProgress(String topic, int partition, int epoch, long nextOffset, OptionalLong lag) {}
