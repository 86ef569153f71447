package dev.tributary.broker;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Makes an embedded broker that nobody else uses delete records from its files. Kafka deletes whole segments and never the one that it writes to, so a new one has to begin in
 * each partition: by a record in a transaction that is aborted, which nobody who reads committed records ever sees. No setting that is changed for that time can lose a record,
 * so that this may be killed anywhere and run again.
 */
public final class TopicPurge implements AutoCloseable {
    private static final int ROUNDS = 100;
    private static final int LOOKS_A_ROUND = 40;
    private static final Map<String, String> PROMPT = Map.of(
            TopicConfig.SEGMENT_MS_CONFIG, "1",
            TopicConfig.SEGMENT_JITTER_MS_CONFIG, "0",
            TopicConfig.FILE_DELETE_DELAY_MS_CONFIG, "0");
    private static final Map<String, String> COMPACTING = Map.of(
            TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, "0.0",
            TopicConfig.DELETE_RETENTION_MS_CONFIG, "0",
            TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG, "0");
    private static final Map<String, String> DELETING = Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, "compact,delete");

    /** A key of a compacted topic, with the partition that has it. */
    public record Key(TopicPartition partition, String text) {}

    private final ClientSettings settings;
    private final Admin admin;

    /** Opens a client. */
    public TopicPurge(ClientSettings settings) {
        this.settings = settings;
        this.admin = ClientFailure.opening(settings, settings.toProperties(), Admin::create);
    }

    /**
     * Deletes every record that some topics hold now, and some keys of compacted topics with all their records.
     *
     * @param emptied the topics that are to hold nothing; everything in them must have been read by whoever is to read it
     * @param group the consumer group that has read some of them; it goes on behind what is deleted
     * @param keys the keys, in topics that keep the others
     * @param gone whether the broker's files have nothing of it any more
     * @throws BrokerException when they still have after a while
     */
    public void purge(Collection<String> emptied, String group, Collection<Key> keys, BooleanSupplier gone) {
        Set<String> compacted =
                keys.stream().map(key -> key.partition().topic()).collect(Collectors.toSet());
        Map<String, Map<String, String>> before = new HashMap<>();
        emptied.forEach(topic -> before.put(topic, set(topic, PROMPT, DELETING)));
        compacted.forEach(topic -> before.put(topic, set(topic, PROMPT, COMPACTING)));
        try {
            bury(keys);
            delete(emptied, group);
            awaitGone(partitions(before.keySet()), gone);
        } finally {
            before.forEach(this::reset);
        }
    }

    /**
     * Takes back what an emptying that was killed has set on topics. What a user has set is not taken for it: nobody has segments of a millisecond.
     *
     * @param emptied all that may have been emptied
     * @param relieved all that may have been relieved of keys
     */
    public void takeBackSettings(Collection<String> emptied, Collection<String> relieved) {
        emptied.forEach(topic -> takeBack(topic, DELETING, TopicConfig.CLEANUP_POLICY_COMPACT));
        relieved.forEach(topic -> takeBack(topic, COMPACTING, ""));
    }

    private void takeBack(String topic, Map<String, String> more, String before) {
        Config config = settings(topic);
        Map<String, String> back = new HashMap<>();
        PROMPT.keySet().forEach(name -> back.put(name, ""));
        more.keySet().forEach(name -> back.put(name, before));
        Map<String, String> ours = new HashMap<>(PROMPT);
        ours.putAll(more);
        back.keySet().removeIf(name -> !own(config.get(name)).equals(ours.get(name)));
        if (back.containsKey(TopicConfig.SEGMENT_MS_CONFIG)) {
            alter(topic, back);
        }
    }

    private Config settings(String topic) {
        return Objects.requireNonNull(await(
                        "read the settings of topic " + topic,
                        admin.describeConfigs(List.of(resource(topic))).all())
                .get(resource(topic)));
    }

    /** Changes settings of a topic; what it had of its own before, empty where it had none. */
    private Map<String, String> set(String topic, Map<String, String> some, Map<String, String> more) {
        Config config = settings(topic);
        Map<String, String> wanted = new HashMap<>(some);
        boolean compacts = config.get(TopicConfig.CLEANUP_POLICY_CONFIG).value().equals("compact");
        if (compacts) {
            wanted.putAll(more);
        }
        Map<String, String> before = new HashMap<>();
        wanted.keySet().forEach(name -> before.put(name, own(config.get(name))));
        alter(topic, wanted);
        return before;
    }

    private static String own(ConfigEntry entry) {
        return entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG
                ? Optional.ofNullable(entry.value()).orElse("")
                : "";
    }

    private void reset(String topic, Map<String, String> before) {
        alter(topic, before);
    }

    private void alter(String topic, Map<String, String> settingsByName) {
        List<AlterConfigOp> changes = new ArrayList<>();
        settingsByName.forEach((name, value) -> changes.add(new AlterConfigOp(
                new ConfigEntry(name, value),
                value.isEmpty() ? AlterConfigOp.OpType.DELETE : AlterConfigOp.OpType.SET)));
        await(
                "change the settings of topic " + topic,
                admin.incrementalAlterConfigs(Map.of(resource(topic), changes)).all());
    }

    private static ConfigResource resource(String topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic);
    }

    private void bury(Collection<Key> keys) {
        List<ProducerRecord<byte[], byte[]>> tombstones = new ArrayList<>();
        for (Key key : keys) {
            tombstones.add(new ProducerRecord<>(
                    key.partition().topic(),
                    key.partition().partition(),
                    key.text().getBytes(StandardCharsets.UTF_8),
                    null));
        }
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
            send(producer, tombstones);
        }
    }

    /** Returns when all are written. */
    private void send(KafkaProducer<byte[], byte[]> producer, List<ProducerRecord<byte[], byte[]>> records) {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        records.forEach(record -> sent.add(producer.send(record)));
        producer.flush();
        for (Future<RecordMetadata> each : sent) {
            try {
                each.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new BrokerException("interrupted: could not write to the topics", Optional.empty(), e);
            } catch (ExecutionException e) {
                throw ClientFailure.of(settings, "write to the topics", e);
            }
        }
    }

    private void delete(Collection<String> emptied, String group) {
        Map<TopicPartition, Long> ends = ends(partitions(emptied));
        Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>(await(
                "read the offsets of group " + group,
                admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata()));
        committed.keySet().retainAll(ends.keySet());
        committed.replaceAll((partition, offset) -> new OffsetAndMetadata(
                ends.getOrDefault(partition, offset.offset()), offset.leaderEpoch(), offset.metadata()));
        if (!committed.isEmpty()) {
            await(
                    "move the offsets of group " + group,
                    admin.alterConsumerGroupOffsets(group, committed).all());
        }
        Map<TopicPartition, RecordsToDelete> deleted = new HashMap<>();
        ends.forEach((partition, end) -> deleted.put(partition, RecordsToDelete.beforeOffset(end)));
        await("delete records", admin.deleteRecords(deleted).all());
    }

    private void awaitGone(Collection<TopicPartition> partitions, BooleanSupplier gone) {
        for (int round = 0; round < ROUNDS; round++) {
            beginSegments(partitions, round);
            for (int look = 0; look < LOOKS_A_ROUND; look++) {
                if (gone.getAsBoolean()) {
                    return;
                }
                Pause.briefly("waiting for Kafka to delete records");
            }
        }
        throw new BrokerException(
                "Kafka has deleted the records, but its files still have them", "run this again with --purge-source");
    }

    /** A segment begins with a record that is later than the first one of the segment before. */
    private void beginSegments(Collection<TopicPartition> partitions, int round) {
        long time = System.currentTimeMillis() + 1_000L * round;
        try (KafkaProducer<byte[], byte[]> producer =
                producer(Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "tributary-purge"))) {
            producer.initTransactions();
            producer.beginTransaction();
            List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
            for (TopicPartition partition : partitions) {
                records.add(new ProducerRecord<>(
                        partition.topic(), partition.partition(), time, new byte[] {'p'}, new byte[] {'p'}));
            }
            send(producer, records);
            producer.abortTransaction();
        } catch (KafkaException e) {
            throw new BrokerException(
                    "cannot begin new segments on " + settings.bootstrapServers() + ": " + e.getMessage(),
                    Optional.empty(),
                    e);
        }
    }

    private KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
        Map<String, Object> properties = new HashMap<>(settings.toProperties());
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.putAll(more);
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private List<TopicPartition> partitions(Collection<String> topics) {
        return await("describe topics", admin.describeTopics(topics).allTopicNames()).values().stream()
                .flatMap(topic -> topic.partitions().stream()
                        .map(partition -> new TopicPartition(topic.name(), partition.partition())))
                .toList();
    }

    private Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetSpec> questions = new HashMap<>();
        partitions.forEach(partition -> questions.put(partition, OffsetSpec.latest()));
        Map<TopicPartition, Long> ends = new HashMap<>();
        await("read offsets", admin.listOffsets(questions).all())
                .forEach((partition, info) -> ends.put(partition, info.offset()));
        return ends;
    }

    private <T> T await(String doing, KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerException("interrupted: could not " + doing, Optional.empty(), e);
        } catch (ExecutionException e) {
            throw ClientFailure.of(settings, doing, e);
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
