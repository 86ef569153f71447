package dev.tributary.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Compares Kafka, lake and warehouse with nothing of ours: a plain consumer, plain Jackson, plain SQL. It is what {@code verify} is measured by, and
 * stricter: values, keys, timestamps and days are compared as well.
 */
public final class IndependentComparison {
    /** Where a record stands in Kafka. */
    public record Coordinate(String topic, int partition, long offset) implements Comparable<Coordinate> {
        @Override
        public int compareTo(Coordinate other) {
            return toString().compareTo(other.toString());
        }
    }

    private static final ObjectMapper STRICT = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final Map<Coordinate, ConsumerRecord<byte[], byte[]>> kafka;

    private IndependentComparison(Map<Coordinate, ConsumerRecord<byte[], byte[]>> kafka) {
        this.kafka = kafka;
    }

    /** Reads every committed record of the topics, once. */
    public static IndependentComparison readKafka(String bootstrapServers, List<String> topics) {
        return new IndependentComparison(records(bootstrapServers, topics).stream()
                .collect(Collectors.toMap(IndependentComparison::coordinate, record -> record)));
    }

    /** Every committed record of the topics, in order within each partition. */
    public static List<ConsumerRecord<byte[], byte[]>> records(String bootstrapServers, List<String> topics) {
        Map<String, Object> properties =
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = topics.stream()
                    .flatMap(topic -> consumer.partitionsFor(topic).stream())
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(100)).forEach(all::add);
            }
            return all;
        }
    }

    /** How many records there are. */
    public int size() {
        return kafka.size();
    }

    private static Coordinate coordinate(ConsumerRecord<byte[], byte[]> record) {
        return new Coordinate(record.topic(), record.partition(), record.offset());
    }

    /** The lake has each record once, whole and in its day, or the dead letters have it byte for byte; and nothing else. */
    public void assertLake(Path lake) throws IOException {
        List<Coordinate> found = new ArrayList<>();
        for (Path file : files(lake)) {
            boolean deadLetters = file.startsWith(lake.resolve("_dead_letters"));
            for (String line : lines(file)) {
                found.add(check(file, deadLetters, (ObjectNode) STRICT.readTree(line)));
            }
        }
        assertThat(found).as("records in %s", lake).containsExactlyInAnyOrderElementsOf(kafka.keySet());
    }

    private static List<Path> files(Path lake) throws IOException {
        try (Stream<Path> all = Files.walk(lake)) {
            return all.filter(file -> file.toString().endsWith(".jsonl")).toList();
        }
    }

    /** A process that dies before its new file is the ledger's leaves it empty, and its successor writes beside it. */
    private static List<String> lines(Path file) throws IOException {
        String text = Files.readString(file);
        if (text.isEmpty()) {
            return List.of();
        }
        assertThat(text).as("end of %s", file).endsWith("\n");
        return List.of(text.substring(0, text.length() - 1).split("\n", -1));
    }

    private Coordinate check(Path file, boolean deadLetter, ObjectNode line) throws IOException {
        JsonNode stamp = line.remove("_kafka");
        String topic = file.getParent().getParent().getFileName().toString();
        Coordinate coordinate = new Coordinate(
                topic, stamp.get("partition").intValue(), stamp.get("offset").longValue());
        ConsumerRecord<byte[], byte[]> record = kafka.get(coordinate);
        assertThat(record).as("%s in Kafka", coordinate).isNotNull();
        assertThat(stamp.get("timestamp").longValue()).isEqualTo(record.timestamp());
        assertThat(file.getParent().getFileName()).hasToString(day(record.timestamp()));
        assertThat(key(stamp)).as("key of %s", coordinate).isEqualTo(record.key());
        if (deadLetter) {
            assertThat(raw(line)).as("raw bytes of %s", coordinate).isEqualTo(record.value());
        } else {
            assertThat(line)
                    .as("value of %s", coordinate)
                    .isEqualTo(record.value() == null ? STRICT.createObjectNode() : STRICT.readTree(record.value()));
        }
        return coordinate;
    }

    private static String day(long timestamp) {
        return Instant.ofEpochMilli(timestamp)
                .atOffset(ZoneOffset.UTC)
                .toLocalDate()
                .toString();
    }

    private static byte[] key(JsonNode stamp) {
        if (stamp.has("key_base64")) {
            return Base64.getDecoder().decode(stamp.get("key_base64").textValue());
        }
        return stamp.get("key").isNull() ? null : stamp.get("key").textValue().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] raw(JsonNode line) {
        return line.has("raw")
                ? line.get("raw").textValue().getBytes(StandardCharsets.UTF_8)
                : Base64.getDecoder().decode(line.get("raw_base64").textValue());
    }

    /** The table has a row for each record of the topic that is one JSON object or a tombstone; and no other. */
    public void assertAppended(Path database, String topic) throws SQLException {
        Map<Coordinate, Optional<String>> expected = new HashMap<>();
        objects(topic).forEach(record -> expected.put(coordinate(record), text(record)));
        List<Coordinate> coordinates = new ArrayList<>();
        Map<Coordinate, Optional<String>> rows = new HashMap<>();
        select(database, topic, (coordinate, data) -> {
            coordinates.add(coordinate);
            rows.put(coordinate, data);
        });
        assertThat(coordinates).as("rows of %s", topic).containsExactlyInAnyOrderElementsOf(expected.keySet());
        expected.forEach((coordinate, data) -> assertThat(tree(rows.get(coordinate)))
                .as("data of %s", coordinate)
                .isEqualTo(tree(data)));
    }

    /** The table has the newest record of each key, unless that is a tombstone; and no other row. */
    public void assertLatest(Path database, String topic) throws SQLException {
        Map<String, ConsumerRecord<byte[], byte[]>> newest = new TreeMap<>();
        objects(topic)
                .forEach(record -> newest.merge(
                        new String(record.key(), StandardCharsets.UTF_8),
                        record,
                        (one, two) -> one.offset() > two.offset() ? one : two));
        newest.values().removeIf(record -> record.value() == null);
        List<Coordinate> rows = new ArrayList<>();
        select(database, topic, (coordinate, data) -> rows.add(coordinate));
        assertThat(rows)
                .as("rows of %s", topic)
                .containsExactlyInAnyOrderElementsOf(newest.values().stream()
                        .map(IndependentComparison::coordinate)
                        .toList());
    }

    private Stream<ConsumerRecord<byte[], byte[]>> objects(String topic) {
        return kafka.values().stream().filter(record -> record.topic().equals(topic) && isObject(record));
    }

    private static boolean isObject(ConsumerRecord<byte[], byte[]> record) {
        try {
            return record.value() == null
                    || STRICT.readTree(utf8(record.value())).isObject();
        } catch (IOException e) {
            return false;
        }
    }

    /** Jackson reads bytes that are not quite UTF-8; the JDK's decoder does not. */
    private static String utf8(byte[] bytes) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }

    private static Optional<String> text(ConsumerRecord<byte[], byte[]> record) {
        return Optional.ofNullable(record.value()).map(value -> new String(value, StandardCharsets.UTF_8));
    }

    private static Optional<JsonNode> tree(Optional<String> json) {
        return json.map(text -> {
            try {
                return STRICT.readTree(text);
            } catch (IOException e) {
                throw new AssertionError(text, e);
            }
        });
    }

    @FunctionalInterface
    private interface RowHandler {
        void row(Coordinate coordinate, Optional<String> data);
    }

    private static void select(Path database, String topic, RowHandler handler) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT kafka_partition, kafka_offset, data FROM \"" + topic + "\"")) {
            while (rows.next()) {
                handler.row(
                        new Coordinate(topic, rows.getInt(1), rows.getLong(2)), Optional.ofNullable(rows.getString(3)));
            }
        }
    }
}
