package dev.tributary.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tributary.broker.BrokerConfig;
import dev.tributary.broker.EmbeddedBroker;
import dev.tributary.broker.Topics;
import dev.tributary.lake.Feed;
import dev.tributary.lake.FeedMode;
import dev.tributary.lake.Feeds;
import dev.tributary.lake.Gap;
import dev.tributary.lake.Kind;
import dev.tributary.lake.LakeLayout;
import dev.tributary.lake.LakeLockedException;
import dev.tributary.lake.LakeReader;
import dev.tributary.lake.Position;
import dev.tributary.testing.FreePort;
import dev.tributary.testing.LakeContents;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Ingestion from a real broker. Each test has a topic and a lake of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IngestKafkaTest {
    private EmbeddedBroker broker;
    private Topics topics;
    private Path folder;
    private String topic;
    private LakeLayout layout;

    @BeforeAll
    void startBroker(@TempDir Path directory) {
        folder = directory;
        broker = EmbeddedBroker.start(new BrokerConfig(directory.resolve("kafka"), FreePort.find(), 2));
        topics = new Topics(broker.clientSettings());
    }

    @AfterAll
    void stopBroker() {
        topics.close();
        broker.close();
    }

    @BeforeEach
    void nameTopicAndLake(TestInfo test) {
        topic = test.getTestMethod().orElseThrow().getName();
        layout = new LakeLayout(folder.resolve(topic).resolve("pipeline"));
        topics.create(List.of(topic), 2);
    }

    @Test
    void everyKindOfRecordIsRecoverableByteForByteOnOneLine() throws Exception {
        List<byte[]> values = new ArrayList<>();
        values.add(bytes("{\"A\":1,\"A\":2,\"big\":123456789012345678901234567890}"));
        values.add(bytes("text"));
        values.add(bytes("17"));
        values.add(bytes("[1]"));
        values.add(bytes("{}{}"));
        values.add(bytes(""));
        values.add("{\"A\":\"\u00c0\u00af\"}".getBytes(ISO_8859_1));
        values.add(bytes("{\"A\":\"raw\nfeed\"}"));
        values.add(bytes("{\n \"pretty\" : \r\n true }\n"));
        values.add(bytes("{\"A\":" + "[".repeat(9_999) + "]".repeat(9_999) + "}"));
        values.add(bytes("{\"A\":\"" + "x".repeat(5 << 20) + "\"}"));
        values.add(bytes("{\"_kafka\":{}}"));
        values.add(null);
        values.add(bytes("{\"last\":\"é😀\"}"));
        long[] timestamps = {0, Instant.parse("9999-12-31T23:59:59Z").toEpochMilli(), 1, System.currentTimeMillis()};
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
            for (int i = 0; i < values.size(); i++) {
                byte[] key = i % 3 == 0 ? null : i % 3 == 1 ? bytes("key " + i) : new byte[] {(byte) 0xFF, 0, (byte) i};
                ProducerRecord<byte[], byte[]> record =
                        new ProducerRecord<>(topic, 0, timestamps[i % timestamps.length], key, values.get(i));
                record.headers().add("h", bytes("v")).add("none", null).add("binary", new byte[] {(byte) 0xFE});
                producer.send(record).get();
            }
        }

        IngestProgress progress = ingestOnce();

        assertThat(progress.records() + progress.deadLetters()).isEqualTo(values.size());
        assertThat(progress.deadLetters()).isEqualTo(9);
        LakeContents contents = LakeContents.of(layout);
        for (int i = 0; i < values.size(); i++) {
            LakeContents.Line line = contents.line(topic, 0, i);
            assertThat(line.value()).as("value %d", i).isEqualTo(values.get(i) == null ? new byte[0] : values.get(i));
            assertThat(line.stamp().timestamp()).isEqualTo(timestamps[i % timestamps.length]);
            assertThat(line.line().headers()).hasSize(3);
            assertThat(line.line().headers().get(1).value()).isEmpty();
            assertThat(line.line().key().isPresent()).isEqualTo(i % 3 != 0);
        }
        assertThat(contents.line(topic, 0, 12).line().tombstone()).isTrue();
        assertThat(contents.line(topic, 0, 1).file().date()).hasToString("Optional[9999-12-31]");
        assertThat(contents.lines())
                .filteredOn(line -> line.file().kind() == Kind.DEAD_LETTER)
                .hasSize(9);
    }

    @Test
    void onlyCommittedTransactionsArriveAndMarkersAreNoLag() throws Exception {
        Map<String, Object> transactional = Map.of("transactional.id", topic);
        try (KafkaProducer<byte[], byte[]> producer = producer(transactional)) {
            producer.initTransactions();
            for (int round = 0; round < 4; round++) {
                producer.beginTransaction();
                for (int n = 0; n < 5; n++) {
                    producer.send(new ProducerRecord<>(topic, 0, null, bytes("{\"round\":" + round + "}")))
                            .get();
                }
                if (round % 2 == 0) {
                    producer.commitTransaction();
                } else {
                    producer.abortTransaction();
                }
            }
        }

        IngestProgress progress = ingestOnce();

        assertThat(progress.records()).isEqualTo(10);
        try (LakeReader reader = LakeReader.open(layout)) {
            assertThat(reader.positions())
                    .filteredOn(position -> position.partition() == 0)
                    .extracting(Position::nextOffset)
                    .containsExactly(24L);
        }
        assertThat(topics.groupLag("tributary").toString()).contains(topic);
        assertThat(ingestOnce().commits()).isZero();
    }

    @Test
    void aBrokerThatRestartsInATransactionIsNoCutLog() throws Exception {
        LakeLayout lake = new LakeLayout(folder.resolve("restarted/pipeline"));
        BrokerConfig config = new BrokerConfig(folder.resolve("restarted/kafka"), FreePort.find(), 1);
        Map<String, Object> properties;
        try (EmbeddedBroker first = EmbeddedBroker.start(config);
                KafkaProducer<byte[], byte[]> producer = transactionalProducer(first)) {
            properties = first.clientSettings().toProperties();
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(topic, 0, null, bytes("{\"n\":0}")))
                    .get();
            first.close();
            try (EmbeddedBroker second = EmbeddedBroker.start(config)) {
                producer.commitTransaction();
                ingestOnce(lake, properties);
                producer.beginTransaction();
                producer.send(new ProducerRecord<>(topic, 0, null, bytes("{\"n\":1}")))
                        .get();
                producer.commitTransaction();

                ingestOnce(lake, properties);
                assertThat(second.failure()).isEmpty();
            }
        }
        assertThat(LakeContents.of(lake).offsets(topic, 0, 0)).containsExactly(0L, 2L);
    }

    private static KafkaProducer<byte[], byte[]> transactionalProducer(EmbeddedBroker broker) {
        Map<String, Object> properties = new HashMap<>(broker.clientSettings().toProperties());
        properties.put("transactional.id", "restart");
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private void ingestOnce(LakeLayout lake, Map<String, Object> properties) {
        try (Ingest ingest =
                new Ingest(lake, config(feeds(topic)), properties, Clock.systemUTC(), new IngestListener() {})) {
            ingest.runUntilCaughtUp();
        }
    }

    @Test
    void newPartitionsAndTopicsArePickedUpWhileItRuns() throws Exception {
        List<IngestProgress> seen = new ArrayList<>();
        IngestListener listener = new IngestListener() {
            @Override
            public void committed(IngestProgress progress) {
                synchronized (seen) {
                    seen.add(progress);
                }
            }
        };
        try (Ingest ingest = ingest(feeds(topic + "*"), listener)) {
            Thread thread = new Thread(ingest::runUntilStopped);
            thread.start();
            produce(topic, 0, 0, 10);
            await().until(() -> ingest.progress().records() == 10);
            try (Admin admin = Admin.create(properties())) {
                admin.createPartitions(Map.of(topic, org.apache.kafka.clients.admin.NewPartitions.increaseTo(3)))
                        .all()
                        .get();
            }
            topics.create(List.of(topic + "2"), 1);
            await().ignoreExceptions().until(() -> {
                produce(topic, 2, 0, 1);
                return true;
            });
            produce(topic + "2", 0, 0, 5);
            await().atMost(Duration.ofSeconds(15)).until(() -> ingest.progress().records() == 16);
            ingest.stop();
            thread.join(10_000);
            assertThat(thread.isAlive()).isFalse();
        }
        assertThat(LakeContents.of(layout).offsets(topic, 0, 2)).containsExactly(0L);
        synchronized (seen) {
            assertThat(seen).isNotEmpty();
            assertThat(seen.get(seen.size() - 1).lastCommit()).isPresent();
        }
    }

    @Test
    void aTopicMadeAgainIsANewEpoch() throws Exception {
        produce(topic, 0, 0, 10);
        ingestOnce();
        topics.delete(topic);
        await().ignoreExceptions().until(() -> topics.create(List.of(topic), 1).contains(topic));
        await().ignoreExceptions().until(() -> {
            produce(topic, 0, 0, 3);
            return true;
        });

        ingestOnce();

        LakeContents contents = LakeContents.of(layout);
        assertThat(contents.offsets(topic, 0, 0)).containsExactlyElementsOf(range(10));
        assertThat(contents.offsets(topic, 1, 0)).containsExactlyElementsOf(range(3));
        assertThat(contents.positions())
                .extracting(Position::topicId)
                .doesNotContain("")
                .hasSize(3);
    }

    @Test
    void recordsDeletedBeforeTheyWereReadAreAGap() throws Exception {
        produce(topic, 0, 0, 10);
        ingestOnce();
        produce(topic, 0, 10, 30);
        try (Admin admin = Admin.create(properties())) {
            admin.deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(25)))
                    .all()
                    .get();
        }

        assertThatThrownBy(this::ingestOnce)
                .isInstanceOf(IngestException.class)
                .hasMessageContaining("offsets 10 to 24 (15)");
        try (LakeReader reader = LakeReader.open(layout)) {
            assertThat(reader.gaps())
                    .singleElement()
                    .extracting(Gap::from, Gap::to)
                    .containsExactly(10L, 25L);
        }
        assertThat(LakeContents.of(layout).offsets(topic, 0, 0)).containsExactlyElementsOf(range(10));
    }

    @Test
    void aSecondIngestionOnTheLakeIsRefused() {
        try (Ingest first = ingest(feeds(topic), new IngestListener() {})) {
            assertThat(first.progress().records()).isZero();
            assertThatThrownBy(
                            () -> ingest(feeds(topic), new IngestListener() {}).close())
                    .isInstanceOf(LakeLockedException.class);
        }
    }

    @Test
    void aConfidentialFeedIsForItsOwnerOnly() throws Exception {
        produce(topic, 0, 0, 1);
        try (Ingest ingest = ingest(
                new Feeds(List.of(new Feed(topic, FeedMode.IGNORE, List.of(), true))), new IngestListener() {})) {
            ingest.runUntilCaughtUp();
        }
        Path file =
                layout.resolve(LakeContents.of(layout).line(topic, 0, 0).file().path());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void aBrokerThatIsNotThereEndsTheRunWithAClearMessageAndStopIsHeard() throws Exception {
        int nobody;
        try (ServerSocket socket = new ServerSocket(0)) {
            nobody = socket.getLocalPort();
        }
        Map<String, Object> properties = new HashMap<>(Map.of("bootstrap.servers", "127.0.0.1:" + nobody));
        try (Ingest ingest =
                new Ingest(layout, config(feeds(topic)), properties, Clock.systemUTC(), new IngestListener() {})) {
            AtomicReference<Throwable> failure = new AtomicReference<>();
            Thread thread = new Thread(ingest::runUntilStopped);
            thread.setUncaughtExceptionHandler((t, e) -> failure.set(e));
            thread.start();
            thread.join(9_000);
            assertThat(thread.isAlive()).isFalse();
            assertThat(failure.get()).isInstanceOf(IngestException.class).hasMessageContaining("Kafka cannot be read");
        }
    }

    @Test
    void manyRecordsWithAMemoryBudgetOfAMegabyteArriveOnce() throws Exception {
        produce(topic, 0, 0, 20_000);
        produce(topic, 1, 0, 20_000);
        IngestConfig small = new IngestConfig(
                feeds(topic), "tributary", Duration.ofMillis(50), 200_000, 1 << 20, Duration.ofSeconds(1), 4, false);
        try (Ingest ingest = new Ingest(layout, small, properties(), Clock.systemUTC(), new IngestListener() {})) {
            ingest.runUntilCaughtUp();
            assertThat(ingest.progress().commits()).isGreaterThan(10);
        }
        LakeContents contents = LakeContents.of(layout);
        assertThat(contents.offsets(topic, 0, 0)).containsExactlyElementsOf(range(20_000));
        assertThat(contents.offsets(topic, 0, 1)).containsExactlyElementsOf(range(20_000));
    }

    @Test
    void groupOffsetsThatWereResetAreToldAndPutRight() throws Exception {
        TopicPartition first = new TopicPartition(topic, 0);
        TopicPartition second = new TopicPartition(topic, 1);
        produce(topic, 0, 0, 20);
        produce(topic, 1, 0, 10);
        List<String> told = new ArrayList<>();
        IngestListener listener = new IngestListener() {
            @Override
            public void groupDiffers(GroupDifference difference) {
                told.add(difference.text());
            }
        };
        ingestOnce();
        try (Ingest ingest = ingest(feeds(topic), listener)) {
            ingest.runUntilCaughtUp();
        }
        assertThat(told).isEmpty();

        try (Admin admin = Admin.create(properties())) {
            admin.alterConsumerGroupOffsets("tributary", Map.of(first, new OffsetAndMetadata(3)))
                    .all()
                    .get();
            admin.deleteConsumerGroupOffsets("tributary", Set.of(second)).all().get();
            produce(topic, 0, 20, 25);
            try (Ingest ingest = ingest(feeds(topic), listener)) {
                ingest.runUntilCaughtUp();
                assertThat(ingest.progress().records()).isEqualTo(5);
            }

            assertThat(told)
                    .singleElement()
                    .asString()
                    .contains("2 partitions, such as " + topic + " partition 0: the group has offset 3, the ledger 20");
            Map<TopicPartition, OffsetAndMetadata> group = admin.listConsumerGroupOffsets("tributary")
                    .partitionsToOffsetAndMetadata()
                    .get();
            assertThat(group.get(first).offset()).isEqualTo(25);
            assertThat(group.get(second).offset()).isEqualTo(10);
        }
    }

    private IngestProgress ingestOnce() {
        try (Ingest ingest = ingest(feeds(topic), new IngestListener() {})) {
            ingest.runUntilCaughtUp();
            return ingest.progress();
        }
    }

    private Ingest ingest(Feeds feeds, IngestListener listener) {
        return new Ingest(layout, config(feeds), properties(), Clock.systemUTC(), listener);
    }

    private static IngestConfig config(Feeds feeds) {
        return new IngestConfig(
                feeds, "tributary", Duration.ofMillis(100), 8 << 20, 64 << 20, Duration.ofSeconds(1), 16, false);
    }

    private static Feeds feeds(String topic) {
        return new Feeds(List.of(Feed.append(topic)));
    }

    private Map<String, Object> properties() {
        return new HashMap<>(broker.clientSettings().toProperties());
    }

    private void produce(String name, int partition, int from, int to) throws InterruptedException, ExecutionException {
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of("max.block.ms", 5_000))) {
            List<java.util.concurrent.Future<?>> sent = new ArrayList<>();
            for (int n = from; n < to; n++) {
                sent.add(producer.send(new ProducerRecord<>(name, partition, null, bytes("{\"n\":" + n + "}"))));
            }
            for (java.util.concurrent.Future<?> one : sent) {
                one.get();
            }
        }
    }

    private KafkaProducer<byte[], byte[]> producer(Map<String, Object> further) {
        Map<String, Object> all = properties();
        all.put("acks", "all");
        all.put("max.request.size", 20_000_000);
        all.putAll(further);
        return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static List<Long> range(long to) {
        return LongStream.range(0, to).boxed().toList();
    }
}
