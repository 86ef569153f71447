package dev.tributary.ingest;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * The consumer group has other offsets than the ledger. Nobody reads from them: they are told to the group for lag monitors.
 *
 * @param group the consumer group
 * @param partitions how many partitions differ
 * @param example one of them, and how
 */
public record GroupDifference(String group, int partitions, String example) {
    /** What differs, if anything does; of partitions that the ledger knows. */
    static Optional<GroupDifference> between(
            String group, List<PartitionState> ledger, Map<TopicPartition, Long> reported) {
        List<PartitionState> differing = new ArrayList<>(ledger);
        differing.removeIf(state -> Long.valueOf(state.committedNext()).equals(reported.get(state.partition())));
        return differing.stream()
                .min(Comparator.comparing(
                                (PartitionState state) -> state.partition().topic())
                        .thenComparing(state -> state.partition().partition()))
                .map(first -> new GroupDifference(group, differing.size(), example(first, reported)));
    }

    private static String example(PartitionState state, Map<TopicPartition, Long> reported) {
        String group = Optional.ofNullable(reported.get(state.partition()))
                .map(offset -> "offset " + offset)
                .orElse("none");
        return state.partition().topic() + " partition " + state.partition().partition() + ": the group has " + group
                + ", the ledger " + state.committedNext();
    }

    /** What it means, for an operator. */
    public String text() {
        return "consumer group " + group + ": other offsets than the ledger's in " + partitions
                + (partitions == 1 ? " partition (" : " partitions, such as ") + example
                + (partitions == 1 ? ")" : "")
                + "; after a kill the last ones are missing, else they were reset or have expired. The ledger decides, and the group is told";
    }
}
