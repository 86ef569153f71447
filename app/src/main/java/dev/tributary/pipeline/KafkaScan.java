package dev.tributary.pipeline;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads what Kafka still holds of some partitions, committed records only, up to given offsets. Belongs to no group and commits nothing. */
final class KafkaScan implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);

    /** Everything that is read is there already. Closing waits for the last fetch, which finds nothing more. */
    private static final int FETCH_WAIT_MILLIS = 50;

    private static final Duration STALLED = Duration.ofSeconds(30);

    private final KafkaConsumer<byte[], byte[]> consumer;

    KafkaScan(Map<String, Object> clientProperties) {
        Map<String, Object> properties = new HashMap<>(clientProperties);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        properties.putIfAbsent(ConsumerConfig.RECEIVE_BUFFER_CONFIG, 2 << 20);
        properties.putIfAbsent(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
        properties.putIfAbsent(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAIT_MILLIS);
        properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
        consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** The first offset that each partition still holds. */
    Map<TopicPartition, Long> startOffsets(Set<TopicPartition> partitions) {
        return consumer.beginningOffsets(partitions);
    }

    /** The partitions of a topic; none when there is no such topic. */
    Set<TopicPartition> partitions(String topic) {
        Set<TopicPartition> partitions = new HashSet<>();
        Optional.ofNullable(consumer.listTopics().get(topic))
                .orElse(List.of())
                .forEach(info -> partitions.add(new TopicPartition(info.topic(), info.partition())));
        return partitions;
    }

    /** The first offset of each partition whose record is of a time or later; partitions without one are left out. */
    Map<TopicPartition, Long> offsetsFrom(Set<TopicPartition> partitions, long time) {
        Map<TopicPartition, Long> times = new HashMap<>();
        partitions.forEach(partition -> times.put(partition, Math.max(0, time)));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        consumer.offsetsForTimes(times).forEach((partition, found) -> {
            if (found != null) {
                offsets.put(partition, found.offset());
            }
        });
        return offsets;
    }

    /** The offsets up to which records of each partition are committed. */
    Map<TopicPartition, Long> endOffsets(Set<TopicPartition> partitions) {
        return consumer.endOffsets(partitions);
    }

    /**
     * Hands over the records of each partition below its end, from the first that is still held.
     *
     * @throws PipelineException when Kafka hands out nothing for half a minute
     */
    void read(Map<TopicPartition, Long> ends, BiConsumer<TopicPartition, ConsumerRecord<byte[], byte[]>> handler) {
        read(Map.of(), ends, handler);
    }

    /** The same, from these offsets on where they are still held. Partitions without one are read from their beginning. */
    void read(
            Map<TopicPartition, Long> starts,
            Map<TopicPartition, Long> ends,
            BiConsumer<TopicPartition, ConsumerRecord<byte[], byte[]>> handler) {
        consumer.assign(ends.keySet());
        consumer.resume(ends.keySet()); // what an earlier reading paused and this one reads again
        startOffsets(ends.keySet())
                .forEach((partition, first) ->
                        consumer.seek(partition, Math.max(first, starts.getOrDefault(partition, 0L))));
        Set<TopicPartition> open = new HashSet<>(ends.keySet());
        close(open, ends);
        long lastProgress = System.nanoTime();
        while (!open.isEmpty()) {
            ConsumerRecords<byte[], byte[]> records = poll();
            for (TopicPartition partition : records.partitions()) {
                long end = Objects.requireNonNull(ends.get(partition));
                records.records(partition).stream()
                        .filter(record -> record.offset() < end)
                        .forEach(record -> handler.accept(partition, record));
            }
            if (close(open, ends) || !records.isEmpty()) {
                lastProgress = System.nanoTime();
            } else if (System.nanoTime() - lastProgress > STALLED.toNanos()) {
                throw new PipelineException("Kafka handed out no record of " + open + " for " + STALLED.toSeconds()
                        + " s, though there should be more");
            }
        }
    }

    /** What retention deletes meanwhile is not there to be read: the reading goes on behind it. */
    private ConsumerRecords<byte[], byte[]> poll() {
        try {
            return consumer.poll(POLL);
        } catch (OffsetOutOfRangeException e) {
            consumer.seekToBeginning(e.partitions());
            return ConsumerRecords.empty();
        }
    }

    /** Takes the partitions that are read to their end out of the open ones, and pauses them. */
    private boolean close(Set<TopicPartition> open, Map<TopicPartition, Long> ends) {
        Set<TopicPartition> done = new HashSet<>();
        for (TopicPartition partition : open) {
            if (consumer.position(partition) >= Objects.requireNonNull(ends.get(partition))) {
                done.add(partition);
            }
        }
        consumer.pause(done);
        return open.removeAll(done);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
