package dev.tributary.ingest;

import dev.tributary.lake.Feeds;
import dev.tributary.lake.LakeLayout;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** Finds the topics that match the feeds, new partitions, and topics that were made again, and has them read. */
final class TopicRefresh {
    private final Feeds feeds;
    private final RecordSource source;
    private final Partitions partitions;
    private final StoppedTopics stopped;
    private final IngestListener listener;
    private final Set<String> refused = new HashSet<>();

    TopicRefresh(
            Feeds feeds, RecordSource source, Partitions partitions, StoppedTopics stopped, IngestListener listener) {
        this.feeds = feeds;
        this.source = source;
        this.partitions = partitions;
        this.stopped = stopped;
        this.listener = listener;
    }

    /** Brings what is read in line with what Kafka has. Nothing taken may be waiting for its commit. */
    void run() {
        List<RecordSource.Topic> topics = source.topics(this::wanted);
        boolean changed = partitions.unassignAllBut(
                topics.stream().map(RecordSource.Topic::name).toList());
        for (RecordSource.Topic topic : topics) {
            changed |= noticeIdentity(topic);
        }
        List<RecordSource.Topic> running =
                topics.stream().filter(topic -> !stopped.contains(topic.name())).toList();
        startUnknown(running);
        List<TopicPartition> added = assign(running);
        if (changed || !added.isEmpty()) {
            source.assign(partitions.assigned());
        }
        added.stream().map(partitions::of).forEach(this::seek);
    }

    /** Moves the source to where the lake is. */
    void seek(PartitionState state) {
        source.seek(state.partition(), state.next(), state.leaderEpoch());
    }

    /** Reads a topic no more. What was polled of it and not taken is read again when it starts again. */
    void stop(String topic, IngestException reason) {
        stopped.stop(topic, reason);
        partitions.unassign(topic);
        source.assign(partitions.assigned());
    }

    private boolean wanted(String topic) {
        if (feeds.match(topic).isEmpty()) {
            return false;
        }
        Optional<String> problem = LakeLayout.folderProblem(topic);
        if (problem.isPresent() && !isInternal(topic) && refused.add(topic)) {
            listener.topicRefused(topic, problem.get());
        }
        return problem.isEmpty();
    }

    /** Kafka's own topics match every wide pattern and are nobody's loss. */
    private static boolean isInternal(String topic) {
        return topic.startsWith("__");
    }

    /** Whether the topic is another one than the lake knows by that name; its next epoch has started then. */
    private boolean noticeIdentity(RecordSource.Topic topic) {
        partitions.meet(topic);
        String known = partitions.idOf(topic.name()).orElse("");
        if (known.isEmpty() || topic.id().isEmpty() || known.equals(topic.id())) {
            return false;
        }
        partitions.restart(topic);
        stopped.release(topic.name());
        listener.topicRecreated(topic.name(), known, topic.id(), partitions.epoch(topic.name()));
        return true;
    }

    private void startUnknown(Collection<RecordSource.Topic> topics) {
        List<TopicPartition> unknown = new ArrayList<>();
        topics.forEach(topic -> unknown.addAll(partitions.unknown(topic)));
        if (!unknown.isEmpty()) {
            Map<TopicPartition, Long> first = source.beginningOffsets(unknown);
            first.forEach(partitions::start);
        }
    }

    private List<TopicPartition> assign(Collection<RecordSource.Topic> topics) {
        List<TopicPartition> added = new ArrayList<>();
        for (RecordSource.Topic topic : topics) {
            List<TopicPartition> ofTopic =
                    Partitions.all(topic).stream().filter(partitions::assign).toList();
            added.addAll(ofTopic);
            if (!ofTopic.isEmpty()) {
                listener.topicFound(topic.name(), topic.partitions());
            }
        }
        return added;
    }
}
