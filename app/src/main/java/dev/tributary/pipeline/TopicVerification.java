package dev.tributary.pipeline;

import java.util.List;
import java.util.OptionalLong;

/**
 * What verification found out about one topic.
 *
 * @param topic the topic
 * @param kafka records that Kafka still holds, below the offsets that the ledger says are taken
 * @param lake records in the lake's day files, all epochs together
 * @param quarantined records in the dead letters
 * @param pruned records that were in the lake or its dead letters until their day had expired
 * @param erased records in the lake or its dead letters of which nothing is left but where they came from, because their persons were erased
 * @param warehouse rows in the warehouse; empty for a feed that is not loaded
 * @param waiting records that Kafka holds beyond the ledger's offsets, and lines beyond the load marks
 * @param missing records that one stage should have from the stage before and has not
 * @param duplicate records that a stage has more than once
 * @param unexpected records that a stage has though the stage before never had them, damage to files, and groups of summaries that differ from the rows
 * @param findings the first of the differences, in words, by coordinates
 */
public record TopicVerification(
        String topic,
        long kafka,
        long lake,
        long quarantined,
        long pruned,
        long erased,
        OptionalLong warehouse,
        long waiting,
        long missing,
        long duplicate,
        long unexpected,
        List<String> findings) {
    public TopicVerification {
        findings = List.copyOf(findings);
    }

    /** Whether nothing differs. */
    public boolean clean() {
        return missing == 0 && duplicate == 0 && unexpected == 0;
    }
}
