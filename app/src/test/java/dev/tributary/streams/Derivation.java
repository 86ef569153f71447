package dev.tributary.streams;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;

/** The whole topology without a cluster: what goes in, what comes out. */
final class Derivation implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(100_000_000)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Path state;
    private final TopologyTestDriver driver;
    private final TestInputTopic<byte[], byte[]> source;

    Derivation(StreamRules rules) {
        this(rules, Limits.defaults());
    }

    Derivation() {
        this(StreamRules.defaults());
    }

    Derivation(StreamRules rules, Limits limits) {
        this(rules, limits, keys());
    }

    Derivation(PseudonymKeys keys) {
        this(StreamRules.defaults(), Limits.defaults(), keys);
    }

    Derivation(Forgotten forgotten) {
        this(StreamRules.defaults(), Limits.defaults(), keys(), forgotten);
    }

    private Derivation(StreamRules rules, Limits limits, PseudonymKeys keys) {
        this(rules, limits, keys, Forgotten.NOBODY);
    }

    private Derivation(StreamRules rules, Limits limits, PseudonymKeys keys, Forgotten forgotten) {
        state = temporary();
        driver = new TopologyTestDriver(
                TransactionTopology.build(rules, keys, limits, 2, () -> forgotten, () -> TableRows.EVERY_UPDATE),
                properties(state),
                NOW);
        source = driver.createInputTopic(rules.source(), new ByteArraySerializer(), new ByteArraySerializer());
    }

    static PseudonymKeys keys() {
        return PseudonymKeys.of("a secret of enough bytes".getBytes(StandardCharsets.UTF_8));
    }

    private static Properties properties(Path state) {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "derivation");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        properties.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, QuarantineUnprocessable.class);
        return properties;
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("derivation");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void send(Sample sample) {
        send(sample.json());
    }

    void send(String value) {
        send(value, NOW);
    }

    void send(String value, Instant time) {
        send(null, value.getBytes(StandardCharsets.UTF_8), time.toEpochMilli());
    }

    void send(byte[] key, byte[] value, long timestamp) {
        send(key, value, new RecordHeaders(), timestamp);
    }

    void send(byte[] key, byte[] value, Headers headers, long timestamp) {
        source.pipeInput(new TestRecord<>(key, value, headers, timestamp));
    }

    List<TestRecord<byte[], byte[]>> records(String topic) {
        var output = driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        return output.isEmpty() ? List.of() : output.readRecordsToList();
    }

    List<JsonNode> rows(String topic) {
        return records(topic).stream().map(record -> parse(record.value())).toList();
    }

    JsonNode row(String topic) {
        List<JsonNode> rows = rows(topic);
        if (rows.size() != 1) {
            throw new AssertionError(topic + " has " + rows.size() + " rows, not one: " + rows);
        }
        return rows.get(0);
    }

    double metric(String name) {
        return driver.metrics().values().stream()
                .filter(metric -> metric.metricName().name().equals(name))
                .mapToDouble(metric -> ((Number) metric.metricValue()).doubleValue())
                .sum();
    }

    static JsonNode parse(byte[] value) {
        try {
            return JSON.readTree(value);
        } catch (IOException e) {
            throw new UncheckedIOException("not JSON, " + value.length + " bytes", e);
        }
    }

    static List<String> columns(JsonNode row) {
        List<String> columns = new ArrayList<>();
        row.fieldNames().forEachRemaining(columns::add);
        return columns;
    }

    @Override
    public void close() {
        driver.close();
        try (Stream<Path> files = Files.walk(state)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
