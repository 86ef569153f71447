package dev.tributary.pipeline;

import java.time.Instant;
import java.util.List;

/**
 * The result of comparing Kafka, lake and warehouse.
 *
 * @param topics what was found, a topic each, in order of their names
 * @param completeUpTo the moment whose commits were compared
 */
public record Verification(List<TopicVerification> topics, Instant completeUpTo) {
    public Verification {
        topics = List.copyOf(topics);
    }

    /** Whether nothing differs anywhere. */
    public boolean clean() {
        return topics.stream().allMatch(TopicVerification::clean);
    }

    /** Records in lake and dead letters together. */
    public long records() {
        return topics.stream()
                .mapToLong(topic -> topic.lake() + topic.quarantined())
                .sum();
    }

    /** Records that are no longer in the lake because their days had expired. */
    public long pruned() {
        return topics.stream().mapToLong(TopicVerification::pruned).sum();
    }

    /** Records of persons who were erased. */
    public long erased() {
        return topics.stream().mapToLong(TopicVerification::erased).sum();
    }

    /** Records that wait for ingest or load. */
    public long waiting() {
        return topics.stream().mapToLong(TopicVerification::waiting).sum();
    }
}
