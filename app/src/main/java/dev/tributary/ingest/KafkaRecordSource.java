package dev.tributary.ingest;

import dev.tributary.lake.CheckedValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A Kafka cluster, read by one consumer without a group's assignment. */
final class KafkaRecordSource implements RecordSource {
    private static final int ADMIN_MILLIS = 5_000;
    private static final Duration CLOSING = Duration.ofSeconds(2);
    private static final int RECEIVE_BYTES = 2 << 20;
    private static final int POLL_RECORDS = 5_000;

    private final KafkaConsumer<byte[], CheckedValue> consumer;
    private final Admin admin;
    private final IngestListener listener;

    KafkaRecordSource(IngestConfig config, Map<String, Object> clientProperties, IngestListener listener) {
        this.listener = listener;
        this.admin = Admin.create(clientProperties);
        try {
            this.consumer = new KafkaConsumer<>(
                    consumerProperties(config, clientProperties),
                    new ByteArrayDeserializer(),
                    new CheckedValueDeserializer());
        } catch (KafkaException e) {
            admin.close();
            throw e;
        }
    }

    /** What may be tuned by the user's properties comes before them, what must not be changed after them. */
    static Map<String, Object> consumerProperties(IngestConfig config, Map<String, Object> clientProperties) {
        Map<String, Object> properties = new HashMap<>();
        int fetchBytes = (int) Math.min(config.memoryBytes() / 8, 32 << 20);
        properties.put(ConsumerConfig.CLIENT_ID_CONFIG, "tributary-ingest");
        properties.put(ConsumerConfig.RECEIVE_BUFFER_CONFIG, RECEIVE_BYTES);
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, POLL_RECORDS);
        properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, fetchBytes);
        properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, Math.min(fetchBytes, 2 << 20));
        properties.putAll(clientProperties);
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, config.group());
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return properties;
    }

    @Override
    public List<Topic> topics(Predicate<String> wanted) {
        Set<String> names = await(admin.listTopics(new ListTopicsOptions().timeoutMs(ADMIN_MILLIS))
                .names());
        return existing(describe(names.stream().filter(wanted).toList()));
    }

    @Override
    public Supplier<Map<String, String>> topicIds(Set<String> topics) {
        Map<String, KafkaFuture<TopicDescription>> asked = describe(topics);
        return () -> existing(asked).stream().collect(Collectors.toMap(Topic::name, Topic::id));
    }

    private static List<Topic> existing(Map<String, KafkaFuture<TopicDescription>> asked) {
        List<Topic> topics = new ArrayList<>();
        asked.forEach((name, answer) -> {
            try {
                TopicDescription topic = await(answer);
                topics.add(
                        new Topic(name, id(topic.topicId()), topic.partitions().size()));
            } catch (UnknownTopicOrPartitionException e) {
                // Deleted since it was listed: as if it had not been.
            }
        });
        return topics;
    }

    private Map<String, KafkaFuture<TopicDescription>> describe(Collection<String> names) {
        return admin.describeTopics(names, new DescribeTopicsOptions().timeoutMs(ADMIN_MILLIS))
                .topicNameValues();
    }

    private static String id(Uuid id) {
        return id.equals(Uuid.ZERO_UUID) ? "" : id.toString();
    }

    @Override
    public void assign(Collection<TopicPartition> partitions) {
        consumer.assign(partitions);
    }

    @Override
    public void seek(TopicPartition partition, long offset, OptionalInt leaderEpoch) {
        Optional<Integer> epoch = leaderEpoch.isPresent() ? Optional.of(leaderEpoch.getAsInt()) : Optional.empty();
        consumer.seek(partition, new OffsetAndMetadata(offset, epoch, ""));
    }

    @Override
    public ConsumerRecords<byte[], CheckedValue> poll(Duration longest) {
        try {
            return consumer.poll(longest);
        } catch (WakeupException e) {
            return ConsumerRecords.empty();
        }
    }

    @Override
    public OptionalLong lag(TopicPartition partition) {
        return consumer.currentLag(partition);
    }

    @Override
    public Map<TopicPartition, Long> beginningOffsets(Collection<TopicPartition> partitions) {
        return consumer.beginningOffsets(partitions);
    }

    @Override
    public Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions) {
        return consumer.endOffsets(partitions);
    }

    @Override
    public Map<TopicPartition, Long> reported(Set<TopicPartition> partitions) {
        Map<TopicPartition, Long> reported = new HashMap<>();
        consumer.committed(partitions, Duration.ofMillis(ADMIN_MILLIS))
                .forEach((partition, offset) ->
                        Optional.ofNullable(offset).ifPresent(some -> reported.put(partition, some.offset())));
        return reported;
    }

    @Override
    public void report(Map<TopicPartition, Long> offsets) {
        Map<TopicPartition, OffsetAndMetadata> report = new HashMap<>();
        offsets.forEach((partition, offset) -> report.put(partition, new OffsetAndMetadata(offset)));
        consumer.commitAsync(report, (reported, failure) -> {
            if (failure != null) {
                listener.trouble("The consumer group's offsets were not taken; the ledger has them", failure);
            }
        });
    }

    @Override
    public void wakeUp() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        try (admin) {
            consumer.close(CloseOptions.timeout(CLOSING));
        }
    }

    private static <T> T await(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException known ? known : new KafkaException(e.getCause());
        }
    }
}
