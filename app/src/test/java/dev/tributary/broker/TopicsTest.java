package dev.tributary.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TopicsTest {
    private EmbeddedBroker broker;
    private ClientSettings settings;
    private Topics topics;

    @BeforeAll
    void startBroker(@TempDir Path directory) {
        broker = EmbeddedBroker.start(BrokerConfig.in(directory.resolve("kafka")));
        settings = broker.clientSettings();
        topics = new Topics(settings);
    }

    @AfterAll
    void stopBroker() {
        topics.close();
        broker.close();
    }

    @Test
    void creatingTwiceMakesATopicOnce() {
        assertThat(topics.create(List.of("once", "other"), 3)).containsExactlyInAnyOrder("once", "other");
        assertThat(topics.create(List.of("once", "third"), 5)).containsExactly("third");

        assertThat(topics.describe("once").partitions()).hasSize(3);
    }

    @Test
    void aListShowsRecordsAndPutsKafkasOwnTopicsLast() {
        topics.create(List.of("listed"), 2);
        Clients.send(settings, "listed", List.of("a", "b", "c"));

        assertThat(topics.list())
                .filteredOn(topic -> topic.name().equals("listed"))
                .singleElement()
                .satisfies(topic -> {
                    assertThat(topic.records()).isEqualTo(3);
                    assertThat(topic.partitions()).isEqualTo(2);
                    assertThat(topic.internal()).isFalse();
                    assertThat(topics.ids()).containsEntry("listed", topic.id());
                });
        assertThat(topics.list()).extracting(TopicSummary::internal).isSorted();
    }

    @Test
    void aNameIsFoundWithoutRegardToCase() {
        topics.create(List.of("MixedCase"), 1);

        assertThat(topics.find("mixedcase")).contains("MixedCase");
        assertThat(topics.find("mixed")).isEmpty();
    }

    @Test
    void aTopicMadeAnewHasAnotherId() {
        topics.create(List.of("anew"), 1);
        String before = topics.describe("anew").id();

        topics.delete("anew");
        topics.create(List.of("anew"), 1);

        assertThat(topics.describe("anew").id()).isNotEqualTo(before);
    }

    @Test
    void unknownTopicsAreNamed() {
        assertThatThrownBy(() -> topics.describe("nowhere"))
                .isInstanceOf(UnknownTopicException.class)
                .hasMessage("there is no topic nowhere");
        assertThatThrownBy(() -> topics.delete("nowhere")).isInstanceOf(UnknownTopicException.class);
        assertThatThrownBy(() -> new TopicTail(settings, "nowhere")).isInstanceOf(UnknownTopicException.class);
        assertThat(topics.startOffsets(List.of("nowhere"))).isEmpty();
        assertThat(topics.names()).as("asking makes no topic").doesNotContain("nowhere");
    }

    @Test
    void theLagOfAGroupIsWhatItHasNotCommitted() {
        TopicPartition partition = new TopicPartition("lagging", 0);
        topics.create(List.of("lagging"), 1);
        Clients.send(settings, "lagging", List.of("a", "b", "c"));
        Map<String, Object> properties = settings.toProperties();
        properties.put("group.id", "slow");
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.commitSync(Map.of(partition, new OffsetAndMetadata(1)));
        }

        assertThat(topics.groupLag("slow").partitions()).containsExactly(Map.entry(partition, 2L));
        assertThat(topics.groupLag("slow").total()).isEqualTo(2);
        assertThat(topics.groupLag("nobody").total()).isZero();
    }

    @Test
    void startAndEndOffsetsBoundWhatIsThere() {
        topics.create(List.of("bounded"), 1);
        Clients.send(settings, "bounded", List.of("a", "b"));
        TopicPartition partition = new TopicPartition("bounded", 0);

        assertThat(topics.startOffsets(List.of("bounded"))).containsExactly(Map.entry(partition, 0L));
        assertThat(topics.endOffsets(List.of("bounded"), IsolationLevel.READ_COMMITTED))
                .containsExactly(Map.entry(partition, 2L));
    }

    @Test
    void theLastRecordsAreTheNewestOfAllPartitionsAndWhatComesAfterwardsFollows() {
        topics.create(List.of("tailed"), 2);
        try (KafkaProducer<String, String> producer = Clients.producer(settings, Map.of())) {
            IntStream.range(0, 20).forEach(number -> send(producer, "tailed", number % 2, 1_000L + number, number));
            try (TopicTail tail = new TopicTail(settings, "tailed")) {
                assertThat(tail.last(5)).extracting(TopicsTest::text).containsExactly("15", "16", "17", "18", "19");
                assertThat(tail.caughtUp()).isTrue();

                send(producer, "tailed", 0, 2_000L, 20);
                assertThat(tail.next(Duration.ofSeconds(10)))
                        .extracting(TopicsTest::text)
                        .containsExactly("20");
            }
        }
    }

    @Test
    void theLastRecordsAreFoundAmongTheMarksOfTransactions() {
        topics.create(List.of("marked"), 1);
        try (KafkaProducer<String, String> producer = Clients.producer(settings, Map.of("transactional.id", "marks"))) {
            producer.initTransactions();
            for (int number = 0; number < 30; number++) {
                producer.beginTransaction();
                send(producer, "marked", 0, 1_000L + number, number);
                producer.commitTransaction();
            }
        }

        try (TopicTail tail = new TopicTail(settings, "marked")) {
            assertThat(tail.last(4)).extracting(TopicsTest::text).containsExactly("26", "27", "28", "29");
            assertThat(tail.last(1_000)).hasSize(30);
            assertThat(tail.last(0)).isEmpty();
        }
    }

    @Test
    void aTailStartsAtAnOffsetATimeOrTheEnd() {
        topics.create(List.of("placed"), 1);
        try (KafkaProducer<String, String> producer = Clients.producer(settings, Map.of())) {
            IntStream.range(0, 5).forEach(number -> send(producer, "placed", 0, 1_000L * number, number));
        }

        try (TopicTail tail = new TopicTail(settings, "placed")) {
            tail.fromOffset(3);
            assertThat(tail.next(Duration.ofSeconds(10)))
                    .extracting(TopicsTest::text)
                    .containsExactly("3", "4");
            tail.fromTime(Instant.ofEpochMilli(3_500));
            assertThat(tail.next(Duration.ofSeconds(10)))
                    .extracting(TopicsTest::text)
                    .containsExactly("4");
            tail.fromTime(Instant.ofEpochMilli(9_000));
            assertThat(tail.caughtUp()).isTrue();
            tail.fromBeginning();
            assertThat(tail.next(Duration.ofSeconds(10))).hasSize(5);
            tail.fromEnd();
            tail.stop();
            assertThat(tail.next(Duration.ofDays(1))).isEmpty();
        }
    }

    @Test
    void aTailShowsKeysHeadersAndTombstones() {
        topics.create(List.of("full"), 1);
        try (KafkaProducer<String, String> producer = Clients.producer(settings, Map.of())) {
            ProducerRecord<String, String> tombstone = new ProducerRecord<>(
                    "full",
                    0,
                    7L,
                    "key",
                    null,
                    List.of(new RecordHeader("why", "erased".getBytes(StandardCharsets.UTF_8))));
            Clients.send(producer, tombstone);
        }

        assertThat(Clients.records(settings, "full")).singleElement().satisfies(item -> {
            assertThat(item.value()).isEmpty();
            assertThat(item.key()).contains("key".getBytes(StandardCharsets.UTF_8));
            assertThat(item.timestamp()).isEqualTo(7);
            assertThat(item.headers()).singleElement().satisfies(header -> {
                assertThat(header.key()).isEqualTo("why");
                assertThat(header.value()).contains("erased".getBytes(StandardCharsets.UTF_8));
            });
        });
    }

    private static void send(
            KafkaProducer<String, String> producer, String topic, int partition, long timestamp, int number) {
        Clients.send(producer, new ProducerRecord<>(topic, partition, timestamp, "k", Integer.toString(number)));
    }

    private static String text(TailedRecord item) {
        return new String(item.value().orElseThrow(), StandardCharsets.UTF_8);
    }
}
