package dev.tributary.broker;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * One topic with its partitions and the settings that are its own.
 *
 * @param name its name
 * @param id its id, which a topic made anew under the same name does not share
 * @param internal whether Kafka keeps it for itself
 * @param partitions in order of their numbers
 * @param settings what was set for this topic, without the cluster's defaults
 */
public record TopicDetails(
        String name, String id, boolean internal, List<Partition> partitions, Map<String, String> settings) {
    public TopicDetails {
        partitions = List.copyOf(partitions);
        settings = Map.copyOf(settings);
    }

    /**
     * One partition.
     *
     * @param number counted from 0
     * @param leader the broker that answers for it; empty when none does at the moment
     * @param replicas the brokers that keep a copy
     * @param inSync those of them whose copy is up to date
     * @param startOffset the oldest offset still there
     * @param endOffset the offset the next record gets
     */
    public record Partition(
            int number,
            OptionalInt leader,
            List<Integer> replicas,
            List<Integer> inSync,
            long startOffset,
            long endOffset) {
        public Partition {
            replicas = List.copyOf(replicas);
            inSync = List.copyOf(inSync);
        }
    }
}
