package dev.tributary.streams;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * What of the inputs is consumed and committed. An end offset alone does not tell: the end of a partition may be markers of
 * transactions, or records of aborted ones, which nobody will ever consume. So where the committed offset is below the end, a
 * reader looks whether there is a record between.
 */
final class InputOffsets {
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration LOOK_AT_MOST = Duration.ofSeconds(5);

    private final Admin admin;
    private final Consumer<byte[], byte[]> reader;
    private final String group;

    /**
     * Of a group.
     *
     * @param reader reads committed records only, and belongs to no group; used by one thread at a time
     */
    InputOffsets(Admin admin, Consumer<byte[], byte[]> reader, String group) {
        this.admin = admin;
        this.reader = reader;
        this.group = group;
    }

    /**
     * The ends of all partitions of those of the topics that exist, with what transactions still open have written: behind it may
     * be records that are committed.
     */
    Map<TopicPartition, Long> ends(Collection<String> topics) throws ExecutionException, InterruptedException {
        return offsets(partitions(topics), OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED);
    }

    /** How many offsets are committed below the ends given, markers included; a partition without a commit counts from its start. */
    long lag(Map<TopicPartition, Long> ends) throws ExecutionException, InterruptedException {
        Map<TopicPartition, Long> next = next(ends.keySet());
        return ends.entrySet().stream()
                .mapToLong(end -> Math.max(0, end.getValue() - next.getOrDefault(end.getKey(), 0L)))
                .sum();
    }

    /** Whether every record below the ends is consumed and committed. */
    boolean consumed(Map<TopicPartition, Long> ends) throws ExecutionException, InterruptedException {
        Map<TopicPartition, Long> behind = next(ends.keySet());
        behind.entrySet().removeIf(next -> next.getValue() >= ends.getOrDefault(next.getKey(), 0L));
        return behind.isEmpty() || (settled(behind.keySet(), ends) && !anyRecord(behind, ends));
    }

    /** Whether no transaction is open below the ends. */
    private boolean settled(Set<TopicPartition> partitions, Map<TopicPartition, Long> ends)
            throws ExecutionException, InterruptedException {
        return offsets(partitions, OffsetSpec.latest(), IsolationLevel.READ_COMMITTED).entrySet().stream()
                .allMatch(stable -> stable.getValue() >= ends.getOrDefault(stable.getKey(), 0L));
    }

    private Set<TopicPartition> partitions(Collection<String> topics) throws ExecutionException, InterruptedException {
        Set<String> existing = admin.listTopics(new ListTopicsOptions().listInternal(true))
                .names()
                .get();
        List<String> present = topics.stream().filter(existing::contains).toList();
        return admin.describeTopics(present).allTopicNames().get().values().stream()
                .flatMap(topic -> topic.partitions().stream()
                        .map(partition -> new TopicPartition(topic.name(), partition.partition())))
                .collect(Collectors.toSet());
    }

    private Map<TopicPartition, Long> offsets(Set<TopicPartition> partitions, OffsetSpec spec, IsolationLevel isolation)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> wanted =
                partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> spec));
        Map<TopicPartition, ListOffsetsResultInfo> found = admin.listOffsets(wanted, new ListOffsetsOptions(isolation))
                .all()
                .get();
        Map<TopicPartition, Long> offsets = new HashMap<>();
        found.forEach((partition, info) -> offsets.put(partition, info.offset()));
        return offsets;
    }

    /** The next offset to consume: as committed, but never below the start of what is still there. */
    private Map<TopicPartition, Long> next(Set<TopicPartition> partitions)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get();
        Map<TopicPartition, Long> next = offsets(partitions, OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED);
        next.replaceAll((partition, start) ->
                Math.max(start, offset(committed, partition).orElse(start)));
        return next;
    }

    private static OptionalLong offset(Map<TopicPartition, OffsetAndMetadata> committed, TopicPartition partition) {
        return Optional.ofNullable(committed.get(partition))
                .map(offset -> OptionalLong.of(offset.offset()))
                .orElseGet(OptionalLong::empty);
    }

    /** True when in doubt. */
    private boolean anyRecord(Map<TopicPartition, Long> from, Map<TopicPartition, Long> ends) {
        reader.assign(from.keySet());
        from.forEach(reader::seek);
        long deadline = System.nanoTime() + LOOK_AT_MOST.toNanos();
        while (System.nanoTime() - deadline < 0) {
            for (ConsumerRecord<byte[], byte[]> record : reader.poll(LOOK)) {
                if (record.offset() < ends.getOrDefault(new TopicPartition(record.topic(), record.partition()), 0L)) {
                    return true;
                }
            }
            if (from.keySet().stream()
                    .allMatch(partition -> reader.position(partition) >= ends.getOrDefault(partition, 0L))) {
                return false;
            }
        }
        return true;
    }
}
