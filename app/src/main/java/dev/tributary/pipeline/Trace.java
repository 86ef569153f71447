package dev.tributary.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.config.Settings;
import dev.tributary.lake.LakeLayout;
import dev.tributary.lake.LakeLease;
import dev.tributary.lake.LakeLine;
import dev.tributary.lake.LakeLines;
import dev.tributary.lake.LakeReader;
import dev.tributary.lake.NotAnObjectException;
import dev.tributary.lake.PrunedFile;
import dev.tributary.lake.Stamp;
import dev.tributary.quarantine.Place;
import dev.tributary.warehouse.RowOrigin;
import dev.tributary.warehouse.Warehouse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Follows a record through the pipeline, from a row of the warehouse back to its line, its record in Kafka and the transaction that it was derived from, and from a transaction
 * forward to its rows. A row names its file and byte and its coordinates; a derived record has the id and the time of its transaction, by which that is found in the source topic.
 */
public final class Trace implements AutoCloseable {
    private static final String RESUBMITTED_FROM = "tributary-resubmitted-from";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final LakeLayout layout;
    private final LakeReader lake;
    private final LakeLease lease;
    private final Warehouse warehouse;
    private final Optional<KafkaConnection> kafka;
    private final String source;

    /**
     * Over a project.
     *
     * @param kafka where the source topic is; empty when it is not to be asked
     * @throws dev.tributary.warehouse.WarehouseException when there is no warehouse
     */
    public Trace(Settings settings, Optional<KafkaConnection> kafka) {
        this.layout = new LakeLayout(settings.lake());
        this.warehouse = Warehouse.openReadOnly(settings.warehouse().database());
        this.lease = LakeLease.take(layout, "trace");
        this.lake = LakeReader.open(layout);
        this.kafka = kafka;
        this.source = settings.streams().rules().source();
    }

    /** The way of a row, by its number; empty when there is none. */
    public List<TraceStep> row(String table, long id) {
        return warehouse.row(table, id).map(this::back).orElse(List.of());
    }

    /** The way of a record of a topic that is loaded, or of the source topic; empty when there is none. */
    public List<TraceStep> record(Place place) {
        if (place.topic().equalsIgnoreCase(source)) {
            return sourceRecord(place)
                    .map(record -> forward(record, id(record)))
                    .orElse(List.of());
        }
        return warehouse
                .row(place.topic(), place.epoch(), place.partition(), place.offset())
                .map(this::back)
                .orElse(List.of());
    }

    /** Every record and row of a transaction, by its id. */
    public List<TraceStep> transaction(String id) {
        List<TraceStep> steps = new ArrayList<>();
        sourceRecords(0, record -> id.equals(id(record))).forEach(record -> steps.add(step(record, "")));
        warehouse.rows(id).forEach(row -> steps.addAll(way(row)));
        return steps;
    }

    private List<TraceStep> back(RowOrigin row) {
        List<TraceStep> steps = new ArrayList<>();
        Optional<RowOrigin.Coordinates> record = row.record();
        if (row.transaction().isPresent() && record.isPresent()) {
            String id = row.transaction().get();
            long time = record.get().timestamp();
            List<ConsumerRecord<byte[], byte[]>> found =
                    sourceRecords(time, candidate -> candidate.timestamp() == time && id.equals(id(candidate)));
            found.forEach(candidate ->
                    steps.add(step(candidate, found.size() > 1 ? "one of " + found.size() + " alike" : "")));
            if (found.isEmpty()) {
                steps.add(TraceStep.of(
                        TraceStep.Stage.SOURCE,
                        source,
                        Optional.of(Instant.ofEpochMilli(time)),
                        "transaction " + id
                                + (kafka.isEmpty() ? "; Kafka was not asked" : "; Kafka no longer has it")));
            }
        } else if (record.isPresent()) {
            steps.add(TraceStep.of(
                    TraceStep.Stage.SOURCE, source, Optional.empty(), "made of all transactions of its key"));
        }
        steps.addAll(way(row));
        return steps;
    }

    private List<TraceStep> forward(ConsumerRecord<byte[], byte[]> record, String id) {
        List<TraceStep> steps = new ArrayList<>();
        steps.add(
                step(record, id.isEmpty() ? "no transaction id: see tributary quarantine list" : "transaction " + id));
        if (!id.isEmpty()) {
            warehouse.rows(id).stream()
                    .filter(row -> row.record()
                            .filter(derived -> derived.timestamp() == record.timestamp())
                            .isPresent())
                    .forEach(row -> steps.addAll(way(row)));
        }
        return steps;
    }

    /** Topic, file and row. */
    private List<TraceStep> way(RowOrigin row) {
        List<TraceStep> steps = new ArrayList<>();
        row.record()
                .ifPresent(record -> steps.add(TraceStep.of(
                        TraceStep.Stage.TOPIC,
                        new Place(row.table(), record.partition(), record.offset(), record.epoch()).toString(),
                        Optional.of(Instant.ofEpochMilli(record.timestamp())),
                        "")));
        steps.add(line(row));
        steps.add(TraceStep.of(
                TraceStep.Stage.WAREHOUSE,
                row.table() + " row " + row.id(),
                Optional.of(row.importedAt()),
                row.transaction().map(id -> "transaction " + id).orElse("")));
        return steps;
    }

    private TraceStep line(RowOrigin row) {
        Optional<PrunedFile> pruned = lake.pruned().stream()
                .filter(file -> file.file().path().equals(row.file()))
                .findFirst();
        if (pruned.isPresent()) {
            return new TraceStep(
                    TraceStep.Stage.LAKE,
                    row.file(),
                    OptionalLong.empty(),
                    OptionalLong.of(row.position()),
                    Optional.empty(),
                    pruned.get()
                                    .archive()
                                    .map(archive -> "archived in " + archive.path() + " ")
                                    .orElse("pruned ")
                            + pruned.get().at().truncatedTo(ChronoUnit.SECONDS));
        }
        Path file = layout.resolve(row.file());
        if (!Files.exists(file)) {
            return TraceStep.of(TraceStep.Stage.LAKE, row.file(), Optional.empty(), "is gone: tributary verify");
        }
        try {
            return line(row, file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read lake file " + file + ": " + e.getMessage(), e);
        }
    }

    private static TraceStep line(RowOrigin row, Path file) throws IOException {
        long[] before = {0};
        LakeLines.read(file, 0, row.position(), (position, buffer, offset, length, terminated) -> before[0]++);
        List<String> notes = new ArrayList<>();
        boolean[] first = {true};
        LakeLines.read(file, row.position(), Files.size(file), (position, buffer, offset, length, terminated) -> {
            if (first[0]) {
                first[0] = false;
                notes.add(note(row, buffer, offset, length));
            }
        });
        return new TraceStep(
                TraceStep.Stage.LAKE,
                row.file(),
                OptionalLong.of(before[0] + 1),
                OptionalLong.of(row.position()),
                Optional.empty(),
                String.join("", notes));
    }

    /** Whether the line is the row's record, and where that was before when somebody resubmitted it. */
    private static String note(RowOrigin row, byte[] buffer, int offset, int length) {
        try {
            LakeLine line = LakeLine.parse(buffer, offset, length);
            Optional<Stamp> stamp = line.stamp();
            boolean same = row.record().isEmpty()
                    || stamp.filter(found -> found.partition()
                                            == row.record().get().partition()
                                    && found.offset() == row.record().get().offset()
                                    && found.epoch() == row.record().get().epoch())
                            .isPresent();
            if (!same) {
                return "another record stands there: tributary verify";
            }
            return line.headers().stream()
                    .filter(header -> header.key().equals(RESUBMITTED_FROM))
                    .flatMap(header -> header.value().stream())
                    .map(value -> "resubmitted from " + new String(value, UTF_8))
                    .findFirst()
                    .orElse("");
        } catch (NotAnObjectException e) {
            return "no line stands there: tributary verify";
        }
    }

    private static TraceStep step(ConsumerRecord<byte[], byte[]> record, String note) {
        return TraceStep.of(
                TraceStep.Stage.SOURCE,
                new Place(record.topic(), record.partition(), record.offset(), 0).toString(),
                Optional.of(Instant.ofEpochMilli(record.timestamp())),
                note);
    }

    private Optional<ConsumerRecord<byte[], byte[]>> sourceRecord(Place place) {
        TopicPartition partition = new TopicPartition(source, place.partition());
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        kafka.ifPresent(connection -> {
            try (KafkaScan scan = new KafkaScan(connection.properties())) {
                if (scan.partitions(source).contains(partition)) {
                    long end = scan.endOffsets(Set.of(partition)).getOrDefault(partition, 0L);
                    scan.read(
                            Map.of(partition, place.offset()),
                            Map.of(partition, Math.min(end, place.offset() + 1)),
                            (unused, record) -> found.add(record));
                }
            }
        });
        return found.stream()
                .filter(record -> record.offset() == place.offset())
                .findFirst();
    }

    /** The records of the source topic that are meant, from the first one of a time on. */
    private List<ConsumerRecord<byte[], byte[]>> sourceRecords(
            long since, Predicate<ConsumerRecord<byte[], byte[]>> meant) {
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        kafka.ifPresent(connection -> {
            try (KafkaScan scan = new KafkaScan(connection.properties())) {
                Map<TopicPartition, Long> starts = scan.offsetsFrom(scan.partitions(source), since);
                scan.read(starts, scan.endOffsets(starts.keySet()), (unused, record) -> {
                    if (meant.test(record)) {
                        found.add(record);
                    }
                });
            }
        });
        return found;
    }

    /** The id of a transaction; empty when it has none. */
    private static String id(ConsumerRecord<byte[], byte[]> record) {
        try {
            JsonNode value = record.value() == null ? JSON.nullNode() : JSON.readTree(record.value());
            JsonNode id = value.path("TRANSACTION_ID").isMissingNode()
                    ? value.path("transaction_id")
                    : value.path("TRANSACTION_ID");
            return Objects.requireNonNullElse(id.textValue(), "");
        } catch (IOException e) {
            return ""; // what is no JSON tells of no transaction
        }
    }

    @Override
    public void close() {
        try (warehouse;
                lake) {
            lease.close();
        }
    }
}
