package dev.tributary.pipeline;

import dev.tributary.lake.Feeds;
import dev.tributary.lake.LakeReader;
import dev.tributary.lake.Position;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** How far the lake's ledger is behind Kafka. */
final class CatchUp {
    private CatchUp() {}

    /** The ledger's next offset of each partition in its current epoch. */
    static Map<TopicPartition, Position> current(LakeReader lake) {
        return current(lake.positions());
    }

    /** The position of each partition in its current epoch. */
    static Map<TopicPartition, Position> current(List<Position> positions) {
        Map<TopicPartition, Position> current = new HashMap<>();
        for (Position position : positions) {
            current.merge(
                    new TopicPartition(position.topic(), position.partition()),
                    position,
                    (one, other) -> one.epoch() > other.epoch() ? one : other);
        }
        return current;
    }

    /** Whether everything below these offsets is committed to the lake. */
    static boolean reached(LakeReader lake, Map<TopicPartition, Long> ends) {
        Map<TopicPartition, Position> positions = current(lake);
        return ends.entrySet().stream().allMatch(end -> {
            Position position = positions.get(end.getKey());
            return end.getValue() == 0 || (position != null && position.nextOffset() >= end.getValue());
        });
    }

    /** The partitions of the topics that a feed covers. */
    static Set<TopicPartition> covered(Feeds feeds, Map<String, Integer> partitionsByTopic) {
        Set<TopicPartition> covered = new HashSet<>();
        partitionsByTopic.forEach((topic, partitions) -> {
            if (feeds.match(topic).isPresent()) {
                for (int partition = 0; partition < partitions; partition++) {
                    covered.add(new TopicPartition(topic, partition));
                }
            }
        });
        return covered;
    }
}
