package dev.tributary.lake;

import java.util.OptionalInt;

/**
 * How far a partition was taken into the lake, by the ledger. Everything from the start offset up to the next offset is in
 * the lake, apart from what Kafka did not hand out (control records, aborted and compacted ones) and the gaps recorded.
 *
 * @param topic the topic
 * @param partition the partition's number
 * @param epoch how often the topic was seen re-created: 0 for the first topic of that name; the highest is the current one
 * @param topicId Kafka's id of the topic; empty text where the broker gives none
 * @param startOffset the first offset ever asked for in this epoch
 * @param nextOffset the offset to read next
 * @param leaderEpoch the leader epoch of the last record taken, where known
 */
public record Position(
        String topic,
        int partition,
        int epoch,
        String topicId,
        long startOffset,
        long nextOffset,
        OptionalInt leaderEpoch) {}
