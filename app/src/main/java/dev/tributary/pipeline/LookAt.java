package dev.tributary.pipeline;

import dev.tributary.broker.Topics;
import dev.tributary.config.Settings;
import dev.tributary.lake.FeedMode;
import dev.tributary.lake.Kind;
import dev.tributary.lake.LakeFile;
import dev.tributary.lake.LakeLayout;
import dev.tributary.lake.LakeLock;
import dev.tributary.lake.LakeReader;
import dev.tributary.lake.Position;
import dev.tributary.schedule.JobRun;
import dev.tributary.warehouse.LoadMark;
import dev.tributary.warehouse.TableState;
import dev.tributary.warehouse.Warehouse;
import java.nio.file.Files;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** Takes one look at a project: reads what is committed everywhere, starts nothing and changes nothing. */
public final class LookAt {
    private final Settings settings;
    private final Optional<KafkaConnection> kafka;
    private final LakeReader lake;
    private final Optional<Warehouse> warehouse;

    private LookAt(Settings settings, Optional<KafkaConnection> kafka, LakeReader lake, Optional<Warehouse> warehouse) {
        this.settings = settings;
        this.kafka = kafka;
        this.lake = lake;
        this.warehouse = warehouse;
    }

    /** How the project stands now. */
    public static PipelineStatus project(Settings settings, Instant now) {
        LakeLayout layout = new LakeLayout(settings.lake());
        Optional<KafkaConnection> kafka = KafkaConnection.find(
                settings.kafka().bootstrapServers(), settings.kafka().properties(), settings.broker());
        Optional<Warehouse> warehouse = Optional.of(settings.warehouse().database())
                .filter(Files::exists)
                .map(Warehouse::openReadOnly);
        try (LakeReader lake = LakeReader.open(layout)) {
            return new LookAt(settings, kafka, lake, warehouse).look(layout, now);
        } finally {
            warehouse.ifPresent(Warehouse::close);
            kafka.ifPresent(KafkaConnection::close);
        }
    }

    private PipelineStatus look(LakeLayout layout, Instant now) {
        List<LoadMark> marks = warehouse.map(Warehouse::marks).orElse(List.of());
        List<LakeFile> files = lake.files();
        return new PipelineStatus(
                now,
                kafka.map(connection -> connection.settings().bootstrapServers()),
                settings.kafka().bootstrapServers().isEmpty(),
                streamsLag(settings, kafka),
                LakeLock.livingHolder(layout).map(LakeLock.Holder::toString),
                feeds(files, marks),
                RejectedShare.newestDay(files)
                        .filter(share -> share.above(settings.ingest().quarantine()))
                        .map(RejectedShare::text),
                lake.gaps(),
                warehouse.map(Warehouse::rejectCount).orElse(0L),
                failedJobs(now),
                marks.stream().map(LoadMark::loadedAt).max(Instant::compareTo));
    }

    private List<JobRun> failedJobs(Instant now) {
        ScheduledJobs jobs = new ScheduledJobs(settings, InstantSource.fixed(now));
        return jobs.names().stream()
                .flatMap(name -> jobs.history().lastEnded(name).stream())
                .filter(run -> run.outcome().failure())
                .toList();
    }

    /** Source records that the topology has not derived yet; empty when it never ran or there is no Kafka to ask. */
    static OptionalLong streamsLag(Settings settings, Optional<KafkaConnection> kafka) {
        return kafka.map(connection -> {
                    try (Topics topics = new Topics(connection.settings())) {
                        Map<TopicPartition, Long> lag = topics.groupLag(
                                        settings.streams().applicationId())
                                .partitions();
                        return lag.isEmpty()
                                ? OptionalLong.empty()
                                : OptionalLong.of(lag.values().stream()
                                        .mapToLong(Long::longValue)
                                        .sum());
                    }
                })
                .orElse(OptionalLong.empty());
    }

    /** How many threads of the topology are at work, here or on another machine; empty when there is no Kafka to ask. */
    public static OptionalInt streamsThreads(Settings settings) {
        Optional<KafkaConnection> kafka = KafkaConnection.find(
                settings.kafka().bootstrapServers(), settings.kafka().properties(), settings.broker());
        if (kafka.isEmpty()) {
            return OptionalInt.empty();
        }
        try (KafkaConnection connection = kafka.get();
                Topics topics = new Topics(connection.settings())) {
            return OptionalInt.of(topics.groupMembers(settings.streams().applicationId()));
        }
    }

    private List<FeedStatus> feeds(List<LakeFile> all, List<LoadMark> marks) {
        Map<String, List<LakeFile>> files = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        all.forEach(file -> files.computeIfAbsent(file.topic(), unused -> new java.util.ArrayList<>())
                .add(file));
        OpenQuarantine quarantine = OpenQuarantine.of(settings);
        Map<String, TableState> tables = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        warehouse.ifPresent(open -> open.tables().forEach(table -> tables.put(table.name(), table)));
        Map<String, LoadMark> markOf = marks.stream().collect(Collectors.toMap(LoadMark::path, mark -> mark));
        Map<String, Long> lags = lags();
        TreeSet<String> topics = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        topics.addAll(files.keySet());
        topics.addAll(lags.keySet());
        return topics.stream()
                .map(topic -> feed(
                        topic,
                        files.getOrDefault(topic, List.of()),
                        quarantine,
                        Optional.ofNullable(tables.get(topic)),
                        markOf,
                        Optional.ofNullable(lags.get(topic))))
                .toList();
    }

    private FeedStatus feed(
            String topic,
            List<LakeFile> files,
            OpenQuarantine quarantine,
            Optional<TableState> table,
            Map<String, LoadMark> marks,
            Optional<Long> lag) {
        FeedMode mode = settings.feeds().match(topic).map(feed -> feed.mode()).orElse(FeedMode.IGNORE);
        List<LakeFile> data =
                files.stream().filter(file -> file.kind() == Kind.DATA).toList();
        return new FeedStatus(
                topic,
                mode,
                kafka.isEmpty() ? OptionalLong.empty() : OptionalLong.of(lag.orElse(0L)),
                data.stream().mapToLong(file -> records(file, marks)).sum(),
                data.stream().flatMap(file -> file.date().stream()).distinct().count(),
                files.stream().mapToLong(LakeFile::length).sum(),
                files.stream()
                        .filter(file -> file.kind() == Kind.DEAD_LETTER)
                        .mapToLong(LakeFile::records)
                        .sum(),
                quarantine.in(files),
                table.map(state -> OptionalLong.of(state.rows())).orElse(OptionalLong.empty()),
                mode == FeedMode.IGNORE
                        ? 0
                        : data.stream()
                                .mapToLong(file -> records(file, marks) - loaded(file, marks))
                                .sum(),
                table.flatMap(TableState::newestRecord));
    }

    /** Nobody has counted the lines of a foreign file but the loader. */
    private static long records(LakeFile file, Map<String, LoadMark> marks) {
        return file.foreign() ? loaded(file, marks) : file.records();
    }

    private static long loaded(LakeFile file, Map<String, LoadMark> marks) {
        LoadMark mark = marks.get(file.path());
        return mark == null ? 0 : mark.lines();
    }

    /** Offsets between the ledger and the end of each topic that a feed covers. */
    private Map<String, Long> lags() {
        Map<String, Long> lags = new HashMap<>();
        if (kafka.isEmpty()) {
            return lags;
        }
        Map<TopicPartition, Position> positions = CatchUp.current(lake);
        try (Topics topics = new Topics(kafka.get().settings())) {
            List<String> covered = topics.names().stream()
                    .filter(topic -> settings.feeds().match(topic).isPresent())
                    .toList();
            Map<TopicPartition, Long> starts = topics.startOffsets(covered);
            topics.endOffsets(covered, IsolationLevel.READ_COMMITTED).forEach((partition, end) -> {
                Position position = positions.get(partition);
                long next = position == null ? starts.getOrDefault(partition, 0L) : position.nextOffset();
                lags.merge(partition.topic(), Math.max(0, end - next), Long::sum);
            });
        }
        return lags;
    }
}
