package dev.tributary.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.broker.BrokerConfig;
import dev.tributary.broker.EmbeddedBroker;
import dev.tributary.broker.TailedRecord;
import dev.tributary.broker.TopicTail;
import dev.tributary.broker.Topics;
import dev.tributary.generator.GeneratorConfig.BadInput;
import dev.tributary.generator.GeneratorConfig.Time;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TopicSinkTest {
    private EmbeddedBroker broker;

    @BeforeAll
    void startBroker(@TempDir Path directory) {
        broker = EmbeddedBroker.start(BrokerConfig.in(directory.resolve("kafka")));
    }

    @AfterAll
    void stopBroker() {
        broker.close();
    }

    @Test
    void everyRecordArrivesOnceWithItsKeyValueAndTimestamp() {
        GeneratorConfig config =
                Configs.bad(5_000, new BadInput(0.02, 0.02, 0.02, 0.02, 0.02, 0.02, 0.02), Time.COURSE);
        create("transaction_log");

        Generation.Summary summary;
        try (RecordSink sink = RecordSink.toTopic(clientProperties(), "transaction_log")) {
            summary = new Generation(config, Configs.CLOCK, sink, made -> {}).run();
        }

        assertThat(summary.delivered()).isEqualTo(5_000);
        assertThat(arrived("transaction_log"))
                .containsExactlyElementsOf(Configs.stream(config)
                        .map(item -> content(item.timestamp(), item.key(), item.value()))
                        .toList());
    }

    @Test
    void anInterruptLeavesNothingUndelivered() {
        create("interrupted");
        try (RecordSink sink = RecordSink.toTopic(clientProperties(), "interrupted")) {
            Generation generation = new Generation(
                    Configs.plain(1_000_000),
                    Configs.CLOCK,
                    sink,
                    made -> Thread.currentThread().interrupt());

            Generation.Summary summary = generation.run();

            assertThat(Thread.interrupted()).isTrue();
            assertThat(summary.complete()).isFalse();
            assertThat(summary.delivered()).isEqualTo(summary.records()).isPositive();
            assertThat(arrived("interrupted")).hasSize((int) summary.records());
        }
    }

    @Test
    void aRecordThatIsRefusedIsAFailure() {
        create("small");
        Map<String, Object> properties = clientProperties();
        properties.put("max.request.size", "100");

        try (RecordSink sink = RecordSink.toTopic(properties, "small")) {
            Generation generation = new Generation(Configs.plain(10), Configs.CLOCK, sink, made -> {});

            assertThatThrownBy(generation::run)
                    .isInstanceOf(GeneratorException.class)
                    .hasMessageContaining("cannot send to topic small (0 records were acknowledged)");
        } catch (GeneratorException closing) {
            assertThat(closing).hasMessageContaining("small");
        }
    }

    @Test
    void propertiesThatMakeNoProducerAreExplained() {
        Map<String, Object> properties = clientProperties();
        properties.put("compression.type", "rar");

        assertThatThrownBy(() -> RecordSink.toTopic(properties, "any"))
                .isInstanceOf(GeneratorException.class)
                .hasMessageContaining("rar");
    }

    private Map<String, Object> clientProperties() {
        return broker.clientSettings().toProperties();
    }

    /** With one partition the order of arrival is the order of sending. */
    private void create(String topic) {
        try (Topics topics = new Topics(broker.clientSettings())) {
            topics.create(List.of(topic), 1);
        }
    }

    private List<String> arrived(String topic) {
        List<TailedRecord> all = new ArrayList<>();
        try (TopicTail tail = new TopicTail(broker.clientSettings(), topic)) {
            while (!tail.caughtUp()) {
                all.addAll(tail.next(Duration.ofSeconds(1)));
            }
        }
        return all.stream()
                .map(item -> content(item.timestamp(), item.key(), item.value()))
                .toList();
    }

    private static String content(long timestamp, Optional<byte[]> key, Optional<byte[]> value) {
        return timestamp + " " + key.map(TopicSinkTest::latin1) + " " + value.map(TopicSinkTest::latin1);
    }

    private static String latin1(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
