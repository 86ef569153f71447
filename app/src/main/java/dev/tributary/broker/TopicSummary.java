package dev.tributary.broker;

/**
 * One topic, as a line of a list.
 *
 * @param name its name
 * @param id its id, which a topic made anew under the same name does not share
 * @param partitions how many it has
 * @param records the offsets from start to end, all partitions together: at most that many records, since transactions and compaction
 *     leave offsets without one
 * @param internal whether Kafka keeps it for itself
 */
public record TopicSummary(String name, String id, int partitions, long records, boolean internal) {}
