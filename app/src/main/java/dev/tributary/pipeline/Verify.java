package dev.tributary.pipeline;

import dev.tributary.broker.Topics;
import dev.tributary.lake.Erasures;
import dev.tributary.lake.Feeds;
import dev.tributary.lake.FileRepair;
import dev.tributary.lake.LakeFile;
import dev.tributary.lake.LakeLease;
import dev.tributary.lake.LakeReader;
import dev.tributary.lake.Position;
import dev.tributary.warehouse.TableState;
import dev.tributary.warehouse.Warehouse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Re-reads Kafka and compares the sets of coordinates with lake, dead letters and warehouse, topic by topic. Changes nothing, and may run beside a
 * pipeline that goes on: what was not committed when it began is counted as waiting, not as missing.
 */
public final class Verify {
    /** What the ledger says is taken of a partition, and Kafka still holds. */
    private record Taken(Position position, long end) {}

    private final KafkaConnection kafka;
    private final LakeReader lake;
    private final Optional<Warehouse> warehouse;
    private final Feeds feeds;
    private final Erasures erasures;
    private final Consumer<String> progress;
    private final List<LakeFile> damaged = new ArrayList<>();
    private final Map<String, TopicComparison> comparisons = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    private Verify(
            KafkaConnection kafka,
            LakeReader lake,
            Optional<Warehouse> warehouse,
            Feeds feeds,
            Erasures erasures,
            Consumer<String> progress) {
        this.kafka = kafka;
        this.lake = lake;
        this.warehouse = warehouse;
        this.feeds = feeds;
        this.erasures = erasures;
        this.progress = progress;
    }

    /**
     * Compares everything that the feeds cover.
     *
     * @param warehouse the warehouse, open for reading; empty when there is none yet
     * @param erasures of whose persons a damaged file should have nothing
     * @param now the moment that the comparison is of
     * @param progress is told what is read, before it is
     */
    public static Verification run(
            KafkaConnection kafka,
            LakeReader lake,
            Optional<Warehouse> warehouse,
            Feeds feeds,
            Erasures erasures,
            Instant now,
            Consumer<String> progress) {
        try (LakeLease lease = LakeLease.take(lake.layout(), "verify")) {
            return new Verify(kafka, lake, warehouse, feeds, erasures, progress).run(now);
        }
    }

    private Verification run(Instant now) {
        // Who is asked later can only have more: first the warehouse, then the lake, then Kafka.
        Map<String, Long> loaded = new HashMap<>();
        warehouse.ifPresent(open -> open.marks().forEach(mark -> loaded.put(mark.path(), mark.loadedTo())));
        warehouse.ifPresent(this::readWarehouse);
        Map<TopicPartition, Position> positions = CatchUp.current(lake);
        readLake(loaded);
        readKafka(positions);
        nameDamage(positions);
        return new Verification(
                comparisons.values().stream().map(TopicComparison::result).toList(), now);
    }

    /** Which records of a damaged file differ from what Kafka has, and whether it can be mended. */
    private void nameDamage(Map<TopicPartition, Position> positions) {
        OfferRecords records = new OfferRecords(kafka, lake, positions, erasures);
        for (LakeFile file : damaged) {
            progress.accept(file.path() + " in Kafka");
            FileRepair repair = records.to(file);
            TopicComparison comparison = comparison(file.topic());
            repair.damage().forEach(what -> comparison.note("damaged: lake file " + file.path() + " " + what));
            comparison.remedy(remedy(repair)
                    .map(put -> "lake file " + file.path() + " lacks " + Words.some(put)
                            + "; Kafka still has what it takes: tributary rebuild --file " + file.path())
                    .orElseGet(() -> unmended(file, repair)));
        }
    }

    private static String unmended(LakeFile file, FileRepair repair) {
        return proven(repair)
                ? "of lake file " + file.path()
                        + " Kafka still has all records, but not in which order those of different partitions"
                        + " stood: tributary rebuild --file " + file.path() + " --reorder"
                : "lake file " + file.path() + " cannot be mended from Kafka, which no longer has "
                        + Words.count(repair.notOffered(), "record", "records")
                        + " of it: put the file back from a backup, then tributary rebuild --file " + file.path();
    }

    private static Optional<List<String>> remedy(FileRepair repair) {
        try {
            return repair.remedy();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean proven(FileRepair repair) {
        try {
            return repair.proven();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void readWarehouse(Warehouse open) {
        for (TableState table : open.tables()) {
            progress.accept(table.name() + " in the warehouse");
            TopicComparison comparison = comparison(table.name());
            comparison.warehouseRows(table.rows());
            open.coordinates(table.name(), comparison::warehouseRow);
            open.removals(table.name(), comparison::removedRow);
            open.erased(table.name(), comparison::erasedRow);
            open.summaryDifferences(table.name()).forEach(comparison::damaged);
        }
    }

    private void readLake(Map<String, Long> loaded) {
        List<LakeFile> files = lake.files();
        readPruned(files.stream().map(LakeFile::path).collect(Collectors.toSet()));
        LakeScan scan = new LakeScan(lake.layout());
        for (LakeFile file : files) {
            progress.accept(file.path());
            if (!scan.read(file, loaded.getOrDefault(file.path(), 0L), comparison(file.topic()))) {
                damaged.add(file);
            }
        }
    }

    /** What is pruned after the files were listed is still among them. */
    private void readPruned(Set<String> listed) {
        lake.prunedOffsets().forEach((pruned, offsets) -> {
            LakeFile file = pruned.file();
            if (!listed.contains(file.path())) {
                TopicComparison comparison = comparison(file.topic());
                offsets.unpacked()
                        .forEach((source, taken) ->
                                comparison.prunedRecords(file.kind(), source.epoch(), source.partition(), taken));
            }
        });
    }

    private void readKafka(Map<TopicPartition, Position> positions) {
        try (Topics topics = new Topics(kafka.settings());
                KafkaScan scan = new KafkaScan(kafka.properties())) {
            Map<String, String> ids = topics.ids();
            Map<TopicPartition, Long> starts = topics.startOffsets(covered(ids.keySet()));
            Map<TopicPartition, Long> ends = scan.endOffsets(starts.keySet());
            Map<TopicPartition, Taken> taken = new HashMap<>();
            starts.forEach((partition, start) -> {
                long end = ends.getOrDefault(partition, start);
                Optional<Position> position =
                        Optional.ofNullable(positions.get(partition)).filter(known -> !recreated(known, ids));
                long next = Math.max(start, position.map(Position::nextOffset).orElse(start));
                comparison(partition.topic()).kafkaWaits(Math.max(0, end - next));
                position.ifPresent(known -> taken.put(partition, new Taken(known, Math.min(next, end))));
            });
            progress.accept("Kafka");
            compareWithKafka(scan, taken);
            Set<String> compacted = topics.compacted(covered(ids.keySet()));
            taken.keySet().removeIf(partition -> compacted.contains(partition.topic()));
            compareWithLake(scan.startOffsets(taken.keySet()), taken);
        }
    }

    private void compareWithKafka(KafkaScan scan, Map<TopicPartition, Taken> taken) {
        Map<TopicPartition, Long> ends = new HashMap<>();
        taken.forEach((partition, range) -> ends.put(partition, range.end()));
        scan.read(ends, (partition, record) -> {
            Position position = Objects.requireNonNull(taken.get(partition)).position();
            if (record.offset() >= position.startOffset()) {
                comparison(record.topic())
                        .kafkaRecord(position.epoch(), record.partition(), record.offset(), () -> describe(record));
            }
        });
    }

    /** Retention may have moved a start while Kafka was read; nothing below where it is now counts. */
    private void compareWithLake(Map<TopicPartition, Long> starts, Map<TopicPartition, Taken> taken) {
        taken.forEach((partition, range) -> comparison(partition.topic())
                .compareWithKafka(
                        range.position().epoch(),
                        partition.partition(),
                        Math.max(
                                starts.getOrDefault(partition, range.end()),
                                range.position().startOffset()),
                        range.end()));
    }

    private static String describe(ConsumerRecord<byte[], byte[]> record) {
        String key = record.key() == null ? "no key" : "key " + new String(record.key(), StandardCharsets.UTF_8);
        return " (" + key + ", " + Instant.ofEpochMilli(record.timestamp()) + ")";
    }

    private static boolean recreated(Position position, Map<String, String> ids) {
        String id = ids.getOrDefault(position.topic(), position.topicId());
        return !position.topicId().isEmpty() && !position.topicId().equals(id);
    }

    private List<String> covered(Set<String> topics) {
        return topics.stream().filter(topic -> feeds.match(topic).isPresent()).toList();
    }

    private TopicComparison comparison(String topic) {
        return comparisons.computeIfAbsent(topic, name -> new TopicComparison(name, feeds.match(name)));
    }
}
