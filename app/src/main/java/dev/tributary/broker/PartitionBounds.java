package dev.tributary.broker;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * Where partitions begin and end. A partition that was deleted meanwhile is empty.
 *
 * @param starts the oldest offset of each partition
 * @param ends the offset behind the newest
 */
record PartitionBounds(Map<TopicPartition, Long> starts, Map<TopicPartition, Long> ends) {
    long start(TopicPartition partition) {
        return starts.getOrDefault(partition, 0L);
    }

    long end(TopicPartition partition) {
        return ends.getOrDefault(partition, 0L);
    }

    long length(TopicPartition partition) {
        return Math.max(0, end(partition) - start(partition));
    }

    /** The offset itself, or the nearest one within the bounds. */
    long nearest(TopicPartition partition, long offset) {
        return Math.min(Math.max(offset, start(partition)), end(partition));
    }

    /** So many offsets before the end, or the start. */
    long back(TopicPartition partition, long count) {
        return nearest(partition, end(partition) - count);
    }
}
