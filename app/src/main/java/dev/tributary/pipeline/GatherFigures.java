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
import dev.tributary.report.Governance;
import dev.tributary.report.PipelineFigures;
import dev.tributary.report.PipelineFigures.Comparison;
import dev.tributary.report.PipelineFigures.Part;
import dev.tributary.report.PipelineFigures.Reason;
import dev.tributary.report.PipelineFigures.SettingLine;
import dev.tributary.report.PipelineFigures.Tables;
import dev.tributary.report.Run;
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
import java.util.ArrayList;
import java.util.Collections;
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
     */
    public static PipelineFigures of(
            Settings settings, ReportReader reader, Optional<Verification> comparison, Instant now) {
        return new GatherFigures(settings, reader, now).gather(comparison, version());
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
            Set<String> pruned =
                    lake.pruned().stream().map(file -> file.file().topic()).collect(Collectors.toSet());
            LakeFigures figures = new LakeFigures(settings.feeds(), files, marks, pruned, today);
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
                    figures.topics(tables.map(Tables::tables).orElse(List.of())),
                    figures.days(),
                    comparison.map(GatherFigures::comparison),
                    tables,
                    reasons(lake),
                    runs(),
                    governance(lake),
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

    private List<Run> runs() {
        return new ScheduledJobs(settings, InstantSource.fixed(now))
                .history().runs(Optional.empty(), MAX_RUNS).stream()
                        .map(run ->
                                new Run(run.job(), run.started(), run.ended(), outcome(run.outcome()), run.message()))
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

    private Governance governance(LakeReader lake) {
        List<Governance.Deleted> deleted = new ArrayList<>();
        lake.pruned().stream()
                .filter(pruned -> reader.mayRead().test(pruned.file().topic()))
                .map(pruned -> new Governance.Deleted(
                        pruned.file().topic(),
                        pruned.file().date(),
                        pruned.at(),
                        pruned.file().records(),
                        pruned.file().length()))
                .forEach(deleted::add);
        Collections.reverse(deleted);
        return new Governance(
                Optional.of(new Governance.Retention(
                        settings.retention().after().length(),
                        settings.retention().quarantine().length(),
                        settings.retention().delete())),
                deleted,
                List.of(),
                Optional.empty(),
                Optional.empty());
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

    private static String version() {
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
