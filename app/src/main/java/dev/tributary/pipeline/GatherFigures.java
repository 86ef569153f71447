package dev.tributary.pipeline;

import dev.tributary.broker.BrokerUnreachableException;
import dev.tributary.config.Origin;
import dev.tributary.config.Settings;
import dev.tributary.config.ShownSetting;
import dev.tributary.lake.LakeFile;
import dev.tributary.lake.LakeLayout;
import dev.tributary.lake.LakeReader;
import dev.tributary.quarantine.Catalogue;
import dev.tributary.quarantine.Filter;
import dev.tributary.quarantine.Found;
import dev.tributary.quarantine.History;
import dev.tributary.quarantine.Selection;
import dev.tributary.quarantine.State;
import dev.tributary.report.PipelineFigures;
import dev.tributary.report.PipelineFigures.Comparison;
import dev.tributary.report.PipelineFigures.Part;
import dev.tributary.report.PipelineFigures.Reason;
import dev.tributary.report.PipelineFigures.SettingLine;
import dev.tributary.report.PipelineFigures.Tables;
import dev.tributary.report.Run;
import dev.tributary.schedule.JobHistory;
import dev.tributary.schedule.JobRun;
import dev.tributary.streams.StreamRules.HoppingWindow;
import dev.tributary.warehouse.LoadMark;
import dev.tributary.warehouse.Warehouse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.utils.AppInfoParser;
import org.sqlite.SQLiteJDBCLoader;

/** Gathers what the report says of the running system. Starts nothing and changes nothing. */
public final class GatherFigures {
    private static final int MAX_RUNS = 2_000;

    private final Settings settings;
    private final Instant now;
    private final LocalDate today;

    private GatherFigures(Settings settings, Instant now) {
        this.settings = settings;
        this.now = now;
        this.today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    }

    /**
     * The figures of a project as it stands.
     *
     * @param comparison what was found when Kafka, lake and warehouse were last compared, if that is to be shown
     */
    public static PipelineFigures of(Settings settings, Optional<Verification> comparison, Instant now) {
        return new GatherFigures(settings, now).gather(comparison, version());
    }

    private PipelineFigures gather(Optional<Verification> comparison, String version) {
        Optional<Warehouse> warehouse = Optional.of(settings.warehouse().database())
                .filter(Files::exists)
                .map(Warehouse::openToScan);
        try (LakeReader lake = LakeReader.open(new LakeLayout(settings.lake()))) {
            Map<String, LoadMark> marks = warehouse.map(Warehouse::marks).orElse(List.of()).stream()
                    .collect(Collectors.toMap(LoadMark::path, mark -> mark));
            List<LakeFile> files = lake.files();
            Optional<Tables> tables = warehouse.map(open -> tables(open, marks.values()));
            LakeFigures figures = new LakeFigures(
                    settings.feeds(),
                    files,
                    lake.pruned(),
                    marks,
                    !lake.erasures().isEmpty(),
                    today);
            KafkaNow kafka = kafka();
            return new PipelineFigures(
                    now,
                    project(settings),
                    version,
                    Optional.empty(),
                    kafka.address(),
                    kafka.lag(),
                    figures.topics(tables.map(Tables::tables).orElse(List.of())),
                    figures.days(),
                    comparison.map(GatherFigures::comparison),
                    tables,
                    reasons(lake),
                    runs(),
                    new GatherGovernance(settings, history(), now).gather(lake, warehouse, folders(files, tables)),
                    lateAfter(settings),
                    lines(),
                    parts(version));
        } finally {
            warehouse.ifPresent(Warehouse::close);
        }
    }

    static String project(Settings settings) {
        return Optional.ofNullable(settings.directory().getFileName())
                .map(Path::toString)
                .orElse("/");
    }

    private static Set<String> folders(List<LakeFile> files, Optional<Tables> tables) {
        Set<String> folders = files.stream().map(LakeFile::topic).collect(Collectors.toSet());
        tables.ifPresent(found -> found.tables().forEach(table -> folders.add(table.name())));
        return folders;
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

    private Tables tables(Warehouse warehouse, Iterable<LoadMark> marks) {
        Optional<Instant> lastLoad = Optional.empty();
        for (LoadMark mark : marks) {
            if (lastLoad.isEmpty() || mark.loadedAt().isAfter(lastLoad.get())) {
                lastLoad = Optional.of(mark.loadedAt());
            }
        }
        return new Tables(
                OptionalLong.of(size(warehouse.database())),
                warehouse.tables(),
                warehouse.keys(),
                OptionalLong.of(warehouse.userCount()),
                OptionalLong.of(warehouse.rejectCount()),
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

    private static void count(Map<String, Reason> reasons, Found found) {
        String lying = found.entry().place().topic();
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
                                topic.pruned(),
                                topic.erased(),
                                topic.warehouse(),
                                topic.waiting(),
                                topic.missing() + topic.duplicate() + topic.unexpected()))
                        .toList());
    }

    private JobHistory history() {
        return new ScheduledJobs(settings, InstantSource.fixed(now)).history();
    }

    private List<Run> runs() {
        return history().runs(Optional.empty(), MAX_RUNS).stream()
                .map(run -> new Run(run.job(), run.started(), run.ended(), outcome(run.outcome()), run.message()))
                .toList();
    }

    private static Run.Outcome outcome(JobRun.Outcome outcome) {
        return switch (outcome) {
            case DONE -> Run.Outcome.DONE;
            case FAILED, TIMED_OUT, LOST -> Run.Outcome.FAILED;
            case SKIPPED -> Run.Outcome.SKIPPED;
            case RUNNING -> Run.Outcome.RUNNING;
        };
    }

    /** What comes later than this misses windows that are closed. */
    static Duration lateAfter(Settings settings) {
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

    static String version() {
        return Optional.ofNullable(GatherFigures.class.getPackage().getImplementationVersion())
                .orElse("(unpackaged)");
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
