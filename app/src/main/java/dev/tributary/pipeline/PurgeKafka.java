package dev.tributary.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.broker.LogFiles;
import dev.tributary.broker.TopicPurge;
import dev.tributary.broker.Topics;
import dev.tributary.config.Settings;
import dev.tributary.files.DurableFiles;
import dev.tributary.lake.Erasures;
import dev.tributary.lake.FeedMode;
import dev.tributary.lake.Kind;
import dev.tributary.lake.LakeLayout;
import dev.tributary.lake.LakeReader;
import dev.tributary.lake.Position;
import dev.tributary.warehouse.LoadMark;
import dev.tributary.warehouse.Warehouse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/**
 * Takes erased persons out of the embedded broker too, in this order:
 *
 * <ol>
 *   <li>Take back settings of topics that an emptying which was killed has left.
 *   <li>Find out which topics hold any, be it only in the broker's files, and in which partitions the state of the topology has keys of theirs.
 *   <li>Refuse unless everything in these topics is read by whoever is to read it: the source by the topology, all others by the lake, and the lake by the warehouse. For Kafka
 *       deletes no single records: they are emptied.
 *   <li>Empty the topics, and delete the keys from the state's changelog, which keeps those of everybody else: {@link TopicPurge}.
 *   <li>Delete the local copy of the state. The topology makes it again from the changelog when it starts.
 * </ol>
 *
 * <p>Killed anywhere, it is simply run again.
 */
final class PurgeKafka {
    private static final String CHANGELOG = "-changelog";

    private final Settings settings;
    private final KafkaConnection kafka;
    private final Erasures erasures;
    private final PurgePoint.Visitor points;

    PurgeKafka(Settings settings, KafkaConnection kafka, Erasures erasures) {
        this(settings, kafka, erasures, PurgePoint.Visitor.NONE);
    }

    /** The same, for tests that end the process at a point of it. */
    PurgeKafka(Settings settings, KafkaConnection kafka, Erasures erasures, PurgePoint.Visitor points) {
        this.points = points;
        this.settings = settings;
        this.kafka = kafka;
        this.erasures = erasures;
    }

    /**
     * What would be emptied.
     *
     * @return the topics whose every record is deleted, sorted
     * @throws PipelineException when something in them would be lost, or this is not the one process that uses the embedded broker; nothing is changed then
     */
    Set<String> require() {
        if (!kafka.startedHere()) {
            throw new PipelineException(
                    "--purge-source is for the embedded broker, and for when nobody else uses it",
                    "end the process that runs it; on another cluster wait until the topics' retention has passed, or ask who runs it");
        }
        try (Topics topics = new Topics(kafka.settings());
                KafkaScan scan = new KafkaScan(kafka.properties());
                LakeReader lake = LakeReader.open(new LakeLayout(settings.lake()))) {
            Set<String> emptied = emptied(scan);
            requireRead(emptied, topics, scan, lake);
            requireLoaded(emptied, lake);
            return emptied;
        }
    }

    /** Those of which Kafka hands out no such record any more, but has it in its files, among them. */
    private Set<String> emptied(KafkaScan scan) {
        Set<String> emptied =
                held(scan).keySet().stream().map(TopicPartition::topic).collect(Collectors.toCollection(TreeSet::new));
        topics(scan).stream().filter(topic -> inFiles(List.of(topic))).forEach(emptied::add);
        emptied.removeIf(topic -> topic.endsWith(CHANGELOG));
        return emptied;
    }

    private Set<String> topics(KafkaScan scan) {
        return partitions(scan).stream().map(TopicPartition::topic).collect(Collectors.toSet());
    }

    private boolean inFiles(Collection<String> topics) {
        return LogFiles.any(
                settings.broker().directory(),
                topics,
                bytes -> !erasures.in(bytes, 0, bytes.length).isEmpty());
    }

    /** The keys of records of theirs, by partition. */
    private Map<TopicPartition, Set<String>> held(KafkaScan scan) {
        Map<TopicPartition, Set<String>> held = new HashMap<>();
        scan.read(scan.endOffsets(partitions(scan)), (partition, record) -> {
            if (HeldByKafka.has(erasures, record)) {
                held.computeIfAbsent(partition, unused -> new HashSet<>())
                        .add(record.key() == null ? "" : new String(record.key(), UTF_8));
            }
        });
        return held;
    }

    private Set<TopicPartition> partitions(KafkaScan scan) {
        try (Topics topics = new Topics(kafka.settings())) {
            return topics.list().stream()
                    .filter(topic -> HeldByKafka.concerns(settings, topic))
                    .flatMap(topic -> scan.partitions(topic.name()).stream())
                    .collect(Collectors.toSet());
        }
    }

    /** Behind the last record of a partition there may be marks of transactions, which nobody reads. */
    private void requireRead(Set<String> emptied, Topics topics, KafkaScan scan, LakeReader lake) {
        String group = settings.streams().applicationId();
        Map<TopicPartition, Long> derived = topics.committed(group);
        Map<TopicPartition, Position> taken = CatchUp.current(lake);
        for (String topic : emptied) {
            boolean source = topic.equals(settings.streams().rules().source());
            boolean internal = topic.startsWith(group + "-");
            for (TopicPartition partition : scan.partitions(topic)) {
                Optional<Long> inLake =
                        Optional.ofNullable(taken.get(partition)).map(Position::nextOffset);
                if (source || internal) {
                    requireRead(scan, partition, Optional.ofNullable(derived.get(partition)), "the topology", "up");
                }
                if (!internal && (inLake.isPresent() || !source)) {
                    requireRead(scan, partition, inLake, "the lake", "ingest --once");
                }
            }
        }
    }

    private static void requireRead(
            KafkaScan scan, TopicPartition partition, Optional<Long> next, String reader, String command) {
        long end = scan.endOffsets(Set.of(partition)).getOrDefault(partition, 0L);
        long[] unread = {0};
        scan.read(Map.of(partition, next.orElse(0L)), Map.of(partition, end), (unused, record) -> unread[0]++);
        if (unread[0] > 0) {
            throw new PipelineException(
                    Words.count(unread[0], "record", "records") + " of " + partition + " were not read by " + reader
                            + " yet, and would be lost",
                    "tributary " + command + " until nothing waits, then run this again");
        }
    }

    private void requireLoaded(Set<String> emptied, LakeReader lake) {
        Map<String, Long> loaded = loaded();
        lake.committedFiles().stream()
                .filter(file -> emptied.contains(file.topic()) && file.kind() == Kind.DATA)
                .filter(file -> settings.feeds()
                        .match(file.topic())
                        .filter(feed -> feed.mode() != FeedMode.IGNORE)
                        .isPresent())
                .filter(file -> loaded.getOrDefault(file.path(), 0L) < file.length())
                .findFirst()
                .ifPresent(file -> {
                    throw new PipelineException(
                            "lake file " + file.path() + " is not loaded, and Kafka would not have it any more",
                            "tributary load, then run this again");
                });
    }

    private Map<String, Long> loaded() {
        if (!Files.exists(settings.warehouse().database())) {
            return Map.of();
        }
        try (Warehouse warehouse = Warehouse.openReadOnly(settings.warehouse().database())) {
            return warehouse.marks().stream().collect(Collectors.toMap(LoadMark::path, LoadMark::loadedTo));
        }
    }

    /**
     * Does it.
     *
     * @return the topics that were emptied
     */
    Set<String> run() {
        Set<String> emptied = require();
        try (KafkaScan scan = new KafkaScan(kafka.properties());
                TopicPurge purge = new TopicPurge(kafka.settings())) {
            Map<Boolean, List<String>> topics =
                    topics(scan).stream().collect(Collectors.partitioningBy(topic -> topic.endsWith(CHANGELOG)));
            purge.takeBackSettings(topics.getOrDefault(false, List.of()), topics.getOrDefault(true, List.of()));
            Collection<TopicPurge.Key> keys = keys(scan);
            List<String> holding = new ArrayList<>(emptied);
            keys.forEach(key -> holding.add(key.partition().topic()));
            if (!holding.isEmpty()) {
                purge.purge(emptied, settings.streams().applicationId(), keys, () -> isGone(holding));
            }
        }
        points.at(PurgePoint.BROKER_DONE);
        deleteState();
        return emptied;
    }

    private Collection<TopicPurge.Key> keys(KafkaScan scan) {
        Collection<TopicPurge.Key> keys = new ArrayList<>();
        held(scan).forEach((partition, texts) -> {
            if (partition.topic().endsWith(CHANGELOG)) {
                texts.forEach(text -> keys.add(new TopicPurge.Key(partition, text)));
            }
        });
        return keys;
    }

    private boolean isGone(Collection<String> topics) {
        points.at(PurgePoint.RECORDS_DELETED);
        boolean gone = !inFiles(topics);
        if (gone) {
            points.at(PurgePoint.FILES_CLEAN);
        }
        return gone;
    }

    private void deleteState() {
        try {
            DurableFiles.deleteAll(
                    settings.streamsState().resolve(settings.streams().applicationId()));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete the topology's local state: " + e.getMessage(), e);
        }
    }
}
