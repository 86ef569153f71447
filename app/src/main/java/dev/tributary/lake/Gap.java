package dev.tributary.lake;

import java.time.Instant;

/**
 * Offsets that Kafka no longer had when they should have been read.
 *
 * @param topic the topic
 * @param epoch the topic's epoch, as in {@link Position}
 * @param partition the partition's number
 * @param from the first offset missed
 * @param to the offset after the last one missed
 * @param reason what made it
 * @param noticed when it was found
 */
public record Gap(String topic, int epoch, int partition, long from, long to, String reason, Instant noticed) {}
