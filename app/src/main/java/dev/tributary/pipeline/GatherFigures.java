package dev.tributary.pipeline;

import dev.tributary.broker.BrokerUnreachableException;
import dev.tributary.config.Origin;
import dev.tributary.config.Settings;
import dev.tributary.config.ShownSetting;
import dev.tributary.lake.FeedMode;
import dev.tributary.lake.Kind;
import dev.tributary.lake.LakeFile;
import dev.tributary.lake.LakeLayout;
import dev.tributary.lake.LakeReader;
import dev.tributary.quarantine.Catalogue;
import dev.tributary.quarantine.Filter;
import dev.tributary.quarantine.Found;
import dev.tributary.quarantine.History;
import dev.tributary.quarantine.Selection;
import dev.tributary.quarantine.State;
import dev.tributary.report.Governance;
import dev.tributary.report.PipelineFigures;
import dev.tributary.report.PipelineFigures.Comparison;
import dev.tributary.report.PipelineFigures.Day;
import dev.tributary.report.PipelineFigures.Mode;
import dev.tributary.report.PipelineFigures.Part;
import dev.tributary.report.PipelineFigures.Reason;
import dev.tributary.report.PipelineFigures.Role;
import dev.tributary.report.PipelineFigures.SettingLine;
import dev.tributary.report.PipelineFigures.Tables;
import dev.tributary.report.PipelineFigures.Topic;
import dev.tributary.streams.StreamRules.HoppingWindow;
import dev.tributary.warehouse.LoadMark;
import dev.tributary.warehouse.TableState;
import dev.tributary.warehouse.Warehouse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.common.utils.AppInfoParser;
import org.sqlite.SQLiteJDBCLoader;

/** Gathers what the report says of the running system. Starts nothing and changes nothing. */
public final class GatherFigures {
    private static final String EVERY_TRANSACTION = "TRANSACTIONS_SECURE";

    private final Settings settings;
    private final ReportReader reader;
    private final Instant now;
    private final LocalDate today;

    private GatherFigures(Settings settings, ReportReader reader, Instant now) {
        this.settings = settings;
        this.reader = reader;
        this.now = now;
        this.today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    }

    /**
     * The figures of a project as it stands.
     *
     * @param reader who the report is for
     * @param comparison what was found when Kafka, lake and warehouse were last compared, if that is to be shown
     * @param version of Tributary
     */
    public static PipelineFigures of(
            Settings settings, ReportReader reader, Optional<Verification> comparison, String version, Instant now) {
        return new GatherFigures(settings, reader, now).gather(comparison, version);
    }

    private PipelineFigures gather(Optional<Verification> comparison, String version) {
        Optional<Warehouse> warehouse = Optional.of(settings.warehouse().database())
                .filter(Files::exists)
                .map(Warehouse::openReadOnly);
        try (LakeReader lake = LakeReader.open(new LakeLayout(settings.lake()))) {
            Map<String, LoadMark> marks = warehouse.map(Warehouse::marks).orElse(List.of()).stream()
                    .collect(Collectors.toMap(LoadMark::path, mark -> mark));
            List<LakeFile> files = lake.files().stream()
                    .filter(file -> reader.mayRead().test(file.topic()))
                    .toList();
            Optional<Tables> tables = warehouse.map(open -> tables(open, marks.values()));
            KafkaNow kafka = kafka();
            return new PipelineFigures(
                    now,
                    Optional.ofNullable(settings.directory().getFileName())
                            .map(Path::toString)
                            .orElse("/"),
                    version,
                    reader.name(),
                    kafka.address(),
                    kafka.lag(),
                    topics(files, marks, tables),
                    days(files, marks),
                    comparison.map(GatherFigures::comparison),
                    tables,
                    reasons(lake),
                    List.of(),
                    Governance.NONE,
                    lateAfter(),
                    reader.name().isPresent() ? List.of() : lines(),
                    parts(version));
        } finally {
            warehouse.ifPresent(Warehouse::close);
        }
    }

    /** The cluster's address and how far the streams are behind; both empty when it does not answer. */
    private record KafkaNow(Optional<String> address, OptionalLong lag) {}

    private KafkaNow kafka() {
        try {
            Optional<KafkaConnection> found = KafkaConnection.find(
                    settings.kafka().bootstrapServers(), settings.kafka().properties(), settings.broker());
            try {
                return new KafkaNow(
                        found.map(kafka -> kafka.settings().bootstrapServers()), LookAt.streamsLag(settings, found));
            } finally {
                found.ifPresent(KafkaConnection::close);
            }
        } catch (BrokerUnreachableException unreachable) {
            return new KafkaNow(Optional.empty(), OptionalLong.empty());
        }
    }

    private List<Topic> topics(List<LakeFile> files, Map<String, LoadMark> marks, Optional<Tables> tables) {
        Map<String, List<LakeFile>> byTopic = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        files.forEach(file -> byTopic.computeIfAbsent(file.topic(), topic -> new ArrayList<>())
                .add(file));
        return byTopic.entrySet().stream()
                .map(topic -> topic(topic.getKey(), topic.getValue(), marks, tables))
                .toList();
    }

    private Topic topic(String name, List<LakeFile> files, Map<String, LoadMark> marks, Optional<Tables> tables) {
        Predicate<LakeFile> data = file -> file.kind() == Kind.DATA;
        Predicate<LakeFile> ofToday = file -> file.date().equals(Optional.of(today));
        Optional<TableState> table = tables.stream()
                .flatMap(all -> all.tables().stream())
                .filter(state -> state.name().equalsIgnoreCase(name))
                .findFirst();
        return new Topic(
                name,
                role(name),
                mode(name),
                settings.feeds().match(name).map(feed -> feed.confidential()).orElse(false),
                files.stream()
                        .filter(data)
                        .flatMap(file -> file.date().stream())
                        .distinct()
                        .count(),
                records(files, data, marks),
                records(files, data.and(ofToday), marks),
                files.stream().mapToLong(LakeFile::length).sum(),
                records(files, data.negate(), marks),
                records(files, data.negate().and(ofToday), marks),
                loaded(files, data, marks),
                loaded(files, data.and(ofToday), marks),
                table.map(state -> OptionalLong.of(state.rows())).orElse(OptionalLong.empty()),
                table.flatMap(TableState::newestRecord));
    }

    private static Role role(String topic) {
        if (Catalogue.isQuarantine(topic)) {
            return Role.REJECTED;
        }
        return topic.equalsIgnoreCase(EVERY_TRANSACTION) ? Role.EVERY_TRANSACTION : Role.OTHER;
    }

    private Mode mode(String topic) {
        FeedMode mode = settings.feeds().match(topic).map(feed -> feed.mode()).orElse(FeedMode.IGNORE);
        return Mode.valueOf(mode.name());
    }

    /** Nobody has counted the lines of a foreign file but the loader. */
    private static long records(List<LakeFile> files, Predicate<LakeFile> which, Map<String, LoadMark> marks) {
        return files.stream()
                .filter(which)
                .mapToLong(file -> file.foreign() ? loaded(file, marks) : file.records())
                .sum();
    }

    private static long loaded(List<LakeFile> files, Predicate<LakeFile> which, Map<String, LoadMark> marks) {
        return files.stream()
                .filter(which)
                .mapToLong(file -> loaded(file, marks))
                .sum();
    }

    private static long loaded(LakeFile file, Map<String, LoadMark> marks) {
        LoadMark mark = marks.get(file.path());
        return mark == null ? 0 : mark.lines();
    }

    private static List<Day> days(List<LakeFile> files, Map<String, LoadMark> marks) {
        Map<LocalDate, List<LakeFile>> byDay = new TreeMap<>(Comparator.reverseOrder());
        files.stream()
                .filter(file -> file.kind() == Kind.DATA)
                .forEach(file -> file.date()
                        .ifPresent(date -> byDay.computeIfAbsent(date, day -> new ArrayList<>())
                                .add(file)));
        return byDay.entrySet().stream()
                .map(day -> new Day(
                        day.getKey(),
                        day.getValue().stream().map(LakeFile::topic).distinct().count(),
                        records(day.getValue(), file -> true, marks),
                        day.getValue().stream().mapToLong(LakeFile::length).sum(),
                        loaded(day.getValue(), file -> true, marks)))
                .toList();
    }

    private Tables tables(Warehouse warehouse, Iterable<LoadMark> marks) {
        Optional<Instant> lastLoad = Optional.empty();
        for (LoadMark mark : marks) {
            if (lastLoad.isEmpty() || mark.loadedAt().isAfter(lastLoad.get())) {
                lastLoad = Optional.of(mark.loadedAt());
            }
        }
        return new Tables(
                size(warehouse.database()),
                warehouse.tables().stream()
                        .filter(table -> reader.mayRead().test(table.name()))
                        .toList(),
                warehouse.keys().stream()
                        .filter(key -> reader.mayRead().test(key.table()))
                        .toList(),
                reader.mayRead().test("USERS") ? OptionalLong.of(warehouse.userCount()) : OptionalLong.empty(),
                warehouse.rejectCount(),
                lastLoad);
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException("looking at " + file, e);
        }
    }

    private List<Reason> reasons(LakeReader lake) {
        Map<String, Reason> reasons = new TreeMap<>();
        try (History history = History.read(History.file(settings.state()))) {
            Filter all = new Filter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
            new Selection(new Catalogue(lake), history).forEach(all, found -> count(reasons, found));
        }
        return List.copyOf(reasons.values());
    }

    private void count(Map<String, Reason> reasons, Found found) {
        String lying = found.entry().place().topic();
        if (!reader.mayRead().test(lying)) {
            return;
        }
        String code = found.entry().reason();
        long open = found.state() == State.OPEN ? 1 : 0;
        reasons.merge(
                lying + " " + code,
                new Reason(lying, code, 1, open),
                (a, b) -> new Reason(lying, code, a.records() + b.records(), a.open() + b.open()));
    }

    private static Comparison comparison(Verification found) {
        return new Comparison(
                found.completeUpTo(),
                found.topics().stream()
                        .map(topic -> new PipelineFigures.Compared(
                                topic.topic(),
                                topic.kafka(),
                                topic.lake(),
                                topic.quarantined(),
                                topic.warehouse(),
                                topic.waiting(),
                                topic.missing() + topic.duplicate() + topic.unexpected()))
                        .toList());
    }

    /** What comes later than this misses windows that are closed. */
    private Duration lateAfter() {
        HoppingWindow window = settings.streams().rules().window();
        return window.size().plus(window.grace());
    }

    private List<SettingLine> lines() {
        return settings.shown().stream()
                .map(setting -> new SettingLine(setting.key(), setting.value(), origin(setting)))
                .toList();
    }

    /** Files by their names in the project: where the project lies is nobody's business. */
    private String origin(ShownSetting setting) {
        return setting.origin() instanceof Origin.InFile file
                ? file.file().getFileName() + ":" + file.line()
                : setting.origin().text();
    }

    private static List<Part> parts(String version) {
        return List.of(
                new Part("Tributary", version),
                new Part("Java", Runtime.version().toString()),
                new Part("Apache Kafka", AppInfoParser.getVersion()),
                new Part("SQLite", SQLiteJDBCLoader.getVersion()),
                new Part(
                        System.getProperty("os.name", ""),
                        System.getProperty("os.version", "") + ", " + System.getProperty("os.arch", "")));
    }
}
