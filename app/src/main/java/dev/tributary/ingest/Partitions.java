package dev.tributary.ingest;

import dev.tributary.lake.Position;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/** The partitions of the current epoch of each topic, and which of them are read. */
final class Partitions {
    private record Incarnation(String id, int epoch) {}

    private final Map<String, Incarnation> topics = new TreeMap<>();
    private final Map<TopicPartition, PartitionState> states = new HashMap<>();
    private final Set<TopicPartition> assigned = new HashSet<>();

    Partitions(List<Position> ledger) {
        for (Position position : ledger) {
            Incarnation current = topics.get(position.topic());
            if (current == null || current.epoch <= position.epoch()) {
                topics.put(position.topic(), new Incarnation(position.topicId(), position.epoch()));
                PartitionState state = PartitionState.known(position);
                states.put(state.partition(), state);
            }
        }
        states.values()
                .removeIf(state -> state.epoch() < epoch(state.partition().topic()));
    }

    /** The id that the topic had when it was last looked at; empty for one never seen. */
    Optional<String> idOf(String topic) {
        return Optional.ofNullable(topics.get(topic)).map(Incarnation::id);
    }

    int epoch(String topic) {
        Incarnation current = topics.get(topic);
        return current == null ? 0 : current.epoch;
    }

    /** Notes a topic not known before, and the id of one whose id was not known: a rebuilt ledger may lack it. */
    void meet(RecordSource.Topic topic) {
        topics.putIfAbsent(topic.name(), new Incarnation(topic.id(), 0));
        if (idOf(topic.name()).orElse("").isEmpty() && !topic.id().isEmpty()) {
            topics.put(topic.name(), new Incarnation(topic.id(), epoch(topic.name())));
            states.values().stream()
                    .filter(state -> state.partition().topic().equals(topic.name()))
                    .forEach(state -> state.identify(topic.id()));
        }
    }

    /** Starts the next epoch of a topic that was made again; nothing of it is assigned then. */
    void restart(RecordSource.Topic topic) {
        topics.put(topic.name(), new Incarnation(topic.id(), epoch(topic.name()) + 1));
        states.keySet().removeIf(partition -> partition.topic().equals(topic.name()));
        unassign(topic.name());
    }

    /** The partitions of a topic, by their number, that have no state yet. */
    List<TopicPartition> unknown(RecordSource.Topic topic) {
        return all(topic).stream()
                .filter(partition -> !states.containsKey(partition))
                .toList();
    }

    static List<TopicPartition> all(RecordSource.Topic topic) {
        List<TopicPartition> all = new ArrayList<>();
        for (int number = 0; number < topic.partitions(); number++) {
            all.add(new TopicPartition(topic.name(), number));
        }
        return all;
    }

    /** Adds a partition that is read from its first offset. */
    void start(TopicPartition partition, long offset) {
        String topic = partition.topic();
        states.put(
                partition,
                PartitionState.fresh(partition, epoch(topic), idOf(topic).orElse(""), offset));
    }

    Optional<PartitionState> find(TopicPartition partition) {
        return Optional.ofNullable(states.get(partition));
    }

    /** The state of a partition that is read. */
    PartitionState of(TopicPartition partition) {
        return find(partition).orElseThrow(() -> new IllegalStateException(partition + " is not read"));
    }

    boolean isAssigned(TopicPartition partition) {
        return assigned.contains(partition);
    }

    /** Reads the partition from now on; false when it was read before. */
    boolean assign(TopicPartition partition) {
        return assigned.add(partition);
    }

    boolean unassign(String topic) {
        return assigned.removeIf(partition -> partition.topic().equals(topic));
    }

    boolean unassignAllBut(Collection<String> topics) {
        return assigned.removeIf(partition -> !topics.contains(partition.topic()));
    }

    Set<TopicPartition> assigned() {
        return Set.copyOf(assigned);
    }

    List<PartitionState> states() {
        return assigned.stream().map(this::of).toList();
    }

    /** What the ledger has to learn of the partitions read. */
    List<Position> news() {
        return states().stream().flatMap(state -> state.news().stream()).toList();
    }

    void committed(Collection<Position> positions) {
        for (Position position : positions) {
            of(new TopicPartition(position.topic(), position.partition())).committed(position);
        }
    }

    /** Back to what the ledger says, whatever was taken since; partitions that it does not know are read from their start. */
    void backTo(Collection<Position> ledger) {
        for (Position position : ledger) {
            find(new TopicPartition(position.topic(), position.partition()))
                    .filter(state -> state.epoch() == position.epoch())
                    .ifPresent(state -> state.committed(position));
        }
        states.values().forEach(PartitionState::reset);
    }
}
