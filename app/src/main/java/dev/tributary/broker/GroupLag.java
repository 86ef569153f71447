package dev.tributary.broker;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * How far a consumer group is behind.
 *
 * @param group its name
 * @param partitions for each partition it has committed an offset of, how many offsets lie between that and the end
 */
public record GroupLag(String group, Map<TopicPartition, Long> partitions) {
    public GroupLag {
        partitions = Map.copyOf(partitions);
    }

    /** The sum over all partitions; 0 for a group that has committed nothing. */
    public long total() {
        return partitions.values().stream().mapToLong(Long::longValue).sum();
    }
}
