package dev.tributary.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.broker.BrokerConfig;
import dev.tributary.broker.EmbeddedBroker;
import dev.tributary.streams.StreamsStatus.Phase;
import dev.tributary.testing.ChildProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransactionStreamsTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    private static Path folder;

    private static EmbeddedBroker broker;
    private static int tests;

    private StreamRules rules;
    private StreamsSettings settings;

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.start(BrokerConfig.in(folder.resolve("kafka")));
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    /** The derived topics are shared by all tests, the source and the application are not. */
    @BeforeEach
    void nameThings() {
        tests++;
        StreamRules defaults = StreamRules.defaults();
        rules = new StreamRules(
                "source" + tests, defaults.rates(), defaults.blacklist(), defaults.blacklistMode(), defaults.window());
        settings = settings(TableUpdates.LAST);
    }

    private StreamsSettings settings(TableUpdates updates) {
        return new StreamsSettings("application" + tests, folder.resolve("state" + tests), 1, updates, 2);
    }

    @Test
    void everyTransactionIsDerivedExactlyOnceAcrossRestarts() throws Exception {
        settings = settings(TableUpdates.EVERY);
        Map<TopicPartition, Long> starts = ends(derivedTopics());
        try (TransactionStreams streams = started()) {
            send(0, 200);
            assertThat(streams.awaitCaughtUp(SOON)).isTrue();
            send(200, 400);
            assertThat(streams.close(Duration.ofSeconds(5))).isTrue();
            assertThat(streams.status().phase()).isEqualTo(Phase.STOPPED);
        }
        send(400, 600);
        try (TransactionStreams streams = started()) {
            assertThat(streams.awaitCaughtUp(SOON)).isTrue();
            assertThat(streams.caughtUp()).isTrue();
            assertThat(streams.status()).isEqualTo(new StreamsStatus(Phase.RUNNING, 0, 0, Optional.empty()));
        }
        assertThat(ids(DerivedTopic.SECURE, starts)).hasSize(600).doesNotHaveDuplicates();
        assertThat(ids(DerivedTopic.USD, starts)).hasSize(600).doesNotHaveDuplicates();
        JsonNode last = null;
        int updates = 0;
        for (ConsumerRecord<byte[], byte[]> record : read(DerivedTopic.USER_SPENDING, starts)) {
            last = Derivation.parse(record.value());
            updates++;
        }
        assertThat(updates).isEqualTo(600);
        assertThat(last.get("TRANSACTION_COUNT").intValue()).isEqualTo(600);
        assertThat(last.get("TOTAL_SPENT_USD").decimalValue()).isEqualByComparingTo("66330");
    }

    @Test
    void afterAKillWorkGoesOnWithinSecondsAndNothingIsDoneTwice() throws Exception {
        Map<TopicPartition, Long> starts = ends(derivedTopics());
        try (ChildProcess process = ChildProcess.start(
                        folder,
                        StreamsProcess.class,
                        broker.bootstrapServers(),
                        rules.source(),
                        settings.applicationId(),
                        settings.stateDirectory().toString());
                KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
            process.awaitLine(StreamsProcess.RUNNING);
            int sent = 0;
            while (read(DerivedTopic.SECURE, starts).isEmpty()) {
                producer.send(new ProducerRecord<>(rules.source(), sample(sent++)))
                        .get();
            }
            send(sent, 2000);
            process.kill();
        }
        Instant killed = Instant.now();
        try (TransactionStreams streams = started()) {
            assertThat(streams.awaitCaughtUp(SOON)).isTrue();
        }
        assertThat(Duration.between(killed, Instant.now())).isLessThan(Duration.ofSeconds(10));
        assertThat(ids(DerivedTopic.SECURE, starts)).hasSize(2000).doesNotHaveDuplicates();
        assertThat(counts(starts)).isSorted().doesNotHaveDuplicates().endsWith(2000);
    }

    /**
     * The process is paused with a transaction open, until its session has expired and another one has done its work. When it is continued it still believes
     * to own that transaction and the partitions.
     */
    @Test
    void aProcessPausedForLongerThanItsSessionIsFencedOffAndDoesNothingTwice() throws Exception {
        Map<TopicPartition, Long> starts = ends(derivedTopics());
        StreamsSettings elsewhere = new StreamsSettings(
                settings.applicationId(), folder.resolve("elsewhere" + tests), 1, TableUpdates.LAST, 2);
        try (ChildProcess paused = ChildProcess.start(
                folder,
                StreamsProcess.class,
                broker.bootstrapServers(),
                rules.source(),
                settings.applicationId(),
                settings.stateDirectory().toString(),
                "consumer.session.timeout.ms=2000",
                "consumer.heartbeat.interval.ms=500",
                "producer.transaction.timeout.ms=4000",
                "commit.interval.ms=3000")) {
            paused.awaitLine(StreamsProcess.RUNNING);
            int sent = pauseInTransaction(paused);

            try (TransactionStreams other = started(elsewhere)) {
                assertThat(other.awaitCaughtUp(SOON)).isTrue();
                assertThat(ids(DerivedTopic.SECURE, starts)).hasSize(sent).doesNotHaveDuplicates();

                paused.resume();
                awaitMembers(2);
                send(sent, sent + 200);
                assertThat(other.awaitCaughtUp(SOON)).isTrue();
            }
            assertThat(ids(DerivedTopic.SECURE, starts)).hasSize(sent + 200).doesNotHaveDuplicates();
            assertThat(counts(starts)).isSorted().doesNotHaveDuplicates().endsWith(sent + 200);
        }
    }

    /** Sends until the process has a transaction open that stays open while it is paused; how many records were sent. */
    private int pauseInTransaction(ChildProcess process) throws Exception {
        int sent = 0;
        while (!transactionOpen()) {
            process.resume();
            send(sent, sent + 50);
            sent += 50;
            await().atMost(SOON).pollInterval(Duration.ofMillis(20)).until(this::transactionOpen);
            process.suspend();
        }
        return sent;
    }

    /** Whether something is written to a derived topic that is not committed. */
    private boolean transactionOpen() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
            ends(List.of(DerivedTopic.SECURE))
                    .keySet()
                    .forEach(partition -> latest.put(partition, OffsetSpec.latest()));
            return !offsets(admin, latest, IsolationLevel.READ_UNCOMMITTED)
                    .equals(offsets(admin, latest, IsolationLevel.READ_COMMITTED));
        }
    }

    private static Map<TopicPartition, Long> offsets(
            Admin admin, Map<TopicPartition, OffsetSpec> which, IsolationLevel isolation) throws Exception {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        admin.listOffsets(which, new ListOffsetsOptions(isolation))
                .all()
                .get()
                .forEach((partition, info) -> offsets.put(partition, info.offset()));
        return offsets;
    }

    /** Waits until so many processes share the work. */
    private void awaitMembers(int count) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            await().atMost(SOON)
                    .until(() -> admin
                                    .describeConsumerGroups(List.of(settings.applicationId()))
                                    .all()
                                    .get()
                                    .get(settings.applicationId())
                                    .members()
                                    .stream()
                                    .filter(member -> !member.assignment()
                                            .topicPartitions()
                                            .isEmpty())
                                    .count()
                            == count);
        }
    }

    @Test
    void ofEachKeyTheLastRowOfACommitIsSent() throws Exception {
        Map<TopicPartition, Long> starts = ends(derivedTopics());
        send(0, 2000);
        try (TransactionStreams streams = started()) {
            assertThat(streams.awaitCaughtUp(SOON)).isTrue();
        }
        assertThat(ids(DerivedTopic.SECURE, starts)).hasSize(2000);
        assertThat(counts(starts))
                .isSorted()
                .doesNotHaveDuplicates()
                .endsWith(2000)
                .hasSizeLessThan(200);
    }

    @Test
    void whatIsHeldIsSentWithItsTransactionOrNotAtAll() throws Exception {
        Map<TopicPartition, Long> starts = ends(derivedTopics());
        StreamsClients clients = new StreamsClients();
        try (Producer<byte[], byte[]> producer = clients.getProducer(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", "holder" + tests))) {
            producer.initTransactions();
            producer.beginTransaction();
            holdTwoRows(clients.heldHere(), "aborted");
            producer.abortTransaction();
            producer.beginTransaction();
            producer.commitTransaction();
            producer.beginTransaction();
            holdTwoRows(clients.heldHere(), "committed");
            producer.commitTransaction();
        }
        assertThat(ids(DerivedTopic.USER_SPENDING, starts)).containsExactly("committed");
    }

    private static void holdTwoRows(TableRows rows, String key) {
        for (int i = 0; i < 2; i++) {
            rows.hold(key, () -> new ProducerRecord<>(DerivedTopic.USER_SPENDING, Rows.utf8(key), Rows.utf8("{}")));
        }
    }

    /** What the rows of the one user and type of the samples count, in their order. */
    private static List<Integer> counts(Map<TopicPartition, Long> starts) {
        return read(DerivedTopic.USER_SPENDING, starts).stream()
                .map(row ->
                        Derivation.parse(row.value()).get("TRANSACTION_COUNT").intValue())
                .toList();
    }

    @Test
    void anAbortedTransactionAtTheEndOfTheSourceIsNothingToCatchUpWith() throws Exception {
        try (TransactionStreams streams = started()) {
            assertThat(streams.awaitCaughtUp(SOON)).isTrue();
            sendInTransaction(false);
            assertThat(streams.awaitCaughtUp(SOON)).isTrue();
            sendInTransaction(true);
            assertThat(streams.awaitCaughtUp(SOON)).isTrue();
        }
        try (TransactionStreams streams = started()) {
            assertThat(streams.awaitCaughtUp(SOON)).isTrue();
        }
    }

    @Test
    void recordsOfAnySizeAndTimePassTheTopology() throws Exception {
        Map<TopicPartition, Long> starts = ends(List.of(DerivedTopic.QUARANTINE));
        byte[] large = new byte[16 * 1024 * 1024];
        Arrays.fill(large, (byte) 0xff);
        long year9999 = Instant.parse("9999-12-31T23:59:59Z").toEpochMilli();
        try (TransactionStreams streams = started()) {
            try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
                producer.send(new ProducerRecord<>(rules.source(), large)).get();
                producer.send(new ProducerRecord<>(rules.source(), 0, year9999, null, sample(1)))
                        .get();
                producer.send(new ProducerRecord<>(rules.source(), (byte[]) null))
                        .get();
            }
            assertThat(streams.awaitCaughtUp(SOON)).isTrue();
            assertThat(streams.status().quarantined()).isEqualTo(3);
            assertThat(streams.failure()).isEmpty();
        }
        assertThat(read(DerivedTopic.QUARANTINE, starts))
                .extracting(
                        record -> Derivation.parse(record.value()).get("reason").textValue())
                .containsExactlyInAnyOrder("not_utf8", "record_time_in_future", "null_value");
    }

    @Test
    void theSourceMayBeGivenMorePartitions() throws Exception {
        Map<TopicPartition, Long> starts = ends(List.of(DerivedTopic.SECURE));
        try (TransactionStreams streams = started()) {
            send(0, 10);
            assertThat(streams.awaitCaughtUp(SOON)).isTrue();
        }
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createPartitions(Map.of(rules.source(), NewPartitions.increaseTo(5)))
                    .all()
                    .get();
        }
        settings = new StreamsSettings(settings.applicationId(), settings.stateDirectory(), 2, TableUpdates.LAST, 7);
        try (TransactionStreams streams = started()) {
            send(10, 100);
            assertThat(streams.awaitCaughtUp(SOON)).isTrue();
            assertThat(streams.lag()).isLessThan(100);
        }
        assertThat(ids(DerivedTopic.SECURE, starts)).hasSize(100).doesNotHaveDuplicates();
    }

    @Test
    void aClusterThatDoesNotAnswerIsReportedWithItsAddress() {
        TransactionStreams streams = new TransactionStreams(
                rules,
                Derivation.keys(),
                Map.of("bootstrap.servers", "127.0.0.1:1", "default.api.timeout.ms", 500, "request.timeout.ms", 400),
                settings,
                new TransactionStreams.Listener() {});
        assertThatThrownBy(streams::start)
                .isInstanceOf(ClusterSilentException.class)
                .hasMessageContaining("127.0.0.1:1");
        streams.close();
    }

    private TransactionStreams started() throws InterruptedException {
        return started(settings);
    }

    private TransactionStreams started(StreamsSettings with) throws InterruptedException {
        TransactionStreams streams = new TransactionStreams(
                rules,
                Derivation.keys(),
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                with,
                new TransactionStreams.Listener() {});
        streams.start();
        streams.awaitRunning(SOON);
        return streams;
    }

    private void send(int from, int to) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (int i = from; i < to; i++) {
                sent.add(producer.send(new ProducerRecord<>(rules.source(), sample(i))));
            }
            for (Future<RecordMetadata> each : sent) {
                each.get();
            }
        }
    }

    private void sendInTransaction(boolean commit) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of("transactional.id", "writer" + tests))) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(rules.source(), sample(1))).get();
            if (commit) {
                producer.commitTransaction();
            } else {
                producer.abortTransaction();
            }
        }
    }

    private static byte[] sample(int id) {
        return Sample.transaction().id(id).json().getBytes(StandardCharsets.UTF_8);
    }

    private static KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
        Map<String, Object> properties = new HashMap<>(more);
        properties.put("bootstrap.servers", broker.bootstrapServers());
        properties.put("max.request.size", 32 * 1024 * 1024);
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static List<String> derivedTopics() {
        return TransactionTopology.derivedTopics().stream()
                .map(DerivedTopic::name)
                .toList();
    }

    private static KafkaConsumer<byte[], byte[]> consumer() {
        Map<String, Object> properties = new HashMap<>();
        properties.put("bootstrap.servers", broker.bootstrapServers());
        properties.put("isolation.level", "read_committed");
        properties.put("auto.offset.reset", "earliest");
        properties.put("enable.auto.commit", false);
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static Map<TopicPartition, Long> ends(List<String> topics) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            Set<TopicPartition> partitions = new HashSet<>();
            Map<String, ?> existing = consumer.listTopics();
            for (String topic : topics) {
                if (existing.containsKey(topic)) {
                    consumer.partitionsFor(topic)
                            .forEach(partition -> partitions.add(new TopicPartition(topic, partition.partition())));
                }
            }
            return new HashMap<>(consumer.endOffsets(partitions));
        }
    }

    private static List<ConsumerRecord<byte[], byte[]>> read(String topic, Map<TopicPartition, Long> starts) {
        Map<TopicPartition, Long> ends = ends(List.of(topic));
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            consumer.assign(ends.keySet());
            ends.keySet().forEach(partition -> consumer.seek(partition, starts.getOrDefault(partition, 0L)));
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }

    private static List<String> ids(String topic, Map<TopicPartition, Long> starts) {
        return read(topic, starts).stream()
                .map(record -> new String(record.key(), StandardCharsets.UTF_8))
                .toList();
    }
}
