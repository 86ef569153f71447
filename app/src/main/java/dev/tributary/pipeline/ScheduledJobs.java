package dev.tributary.pipeline;

import dev.tributary.config.Settings;
import dev.tributary.governance.AuditAction;
import dev.tributary.governance.AuditEvent;
import dev.tributary.governance.AuditTrail;
import dev.tributary.lake.FeedMode;
import dev.tributary.lake.Kind;
import dev.tributary.lake.LakeFile;
import dev.tributary.lake.LakeLayout;
import dev.tributary.lake.LakeReader;
import dev.tributary.report.Edition;
import dev.tributary.report.KeptReport;
import dev.tributary.report.Language;
import dev.tributary.report.Period;
import dev.tributary.report.ReportFormat;
import dev.tributary.schedule.CheckNotPassedException;
import dev.tributary.schedule.Job;
import dev.tributary.schedule.JobConfig;
import dev.tributary.schedule.JobHistory;
import dev.tributary.schedule.Scheduler.Scheduled;
import dev.tributary.warehouse.LoadLake;
import dev.tributary.warehouse.LoadSummary;
import dev.tributary.warehouse.Warehouse;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What the schedule runs, put together: the one list in which a job is joined to what it does. */
public final class ScheduledJobs {
    private final Settings settings;
    private final InstantSource clock;

    /** The jobs of a project. */
    public ScheduledJobs(Settings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** Every job, whether it has a time or runs only on demand. */
    public List<Scheduled> all() {
        Map<String, Job> jobs = new LinkedHashMap<>();
        jobs.put("load", this::load);
        jobs.put("prune", stopping -> prune());
        jobs.put("permissions", stopping -> checkPermissions());
        jobs.put("report", stopping -> report());
        settings.backup().folder().ifPresent(folder -> jobs.put("backup", stopping -> checkBackup()));
        LineageEvents lineage = new LineageEvents(settings.lineage(), settings.directory(), clock);
        List<Scheduled> scheduled = new ArrayList<>();
        jobs.forEach((name, job) -> settings.schedule()
                .job(name)
                .ifPresent(config ->
                        scheduled.add(new Scheduled(config, lineage.telling(name, job, () -> flow(name))))));
        return scheduled;
    }

    /** What a job reads and writes: folders of the lake, tables of the warehouse. */
    private LineageEvents.Flow flow(String job) {
        String lake = "file://" + settings.lake().toString().replace('\\', '/');
        String warehouse =
                "sqlite://" + settings.warehouse().database().toString().replace('\\', '/');
        return switch (job) {
            case "load" ->
                new LineageEvents.Flow(
                        loadedTopics()
                                .map(topic -> new LineageEvents.Dataset(lake, topic))
                                .toList(),
                        loadedTopics()
                                .map(topic -> new LineageEvents.Dataset(warehouse, topic))
                                .toList());
            case "prune" ->
                new LineageEvents.Flow(
                        List.of(new LineageEvents.Dataset(warehouse, "_lake_files")),
                        loadedTopics()
                                .map(topic -> new LineageEvents.Dataset(lake, topic))
                                .toList());
            default -> new LineageEvents.Flow(List.of(), List.of());
        };
    }

    /** The topics in the lake that the warehouse takes. */
    private Stream<String> loadedTopics() {
        try (LakeReader lake = LakeReader.open(new LakeLayout(settings.lake()))) {
            return lake.committedFiles().stream()
                    .filter(file -> file.kind() == Kind.DATA)
                    .map(LakeFile::topic)
                    .distinct()
                    .filter(topic -> settings.feeds()
                            .match(topic)
                            .filter(feed -> feed.mode() != FeedMode.IGNORE)
                            .isPresent())
                    .toList()
                    .stream();
        }
    }

    /** One of them. */
    public Optional<Scheduled> find(String name) {
        return all().stream().filter(job -> job.config().name().equals(name)).findFirst();
    }

    /** What they are called. */
    public List<String> names() {
        return all().stream().map(Scheduled::config).map(JobConfig::name).toList();
    }

    /** Their history, for reading. */
    public JobHistory history() {
        return new JobHistory(settings.warehouse().database());
    }

    /** Their history, with the warehouse that it is kept in made when there is none. */
    public JobHistory preparedHistory() {
        Warehouse.open(settings.warehouse()).close();
        JobHistory history = history();
        history.prepare();
        return history;
    }

    private Job.Result load(Job.Stopping stopping) {
        try (LakeReader lake = LakeReader.open(new LakeLayout(settings.lake()));
                Warehouse warehouse = Warehouse.open(settings.warehouse())) {
            LoadSummary summary = new LoadLake(warehouse, lake, settings.feeds(), clock).load(stopping::requested);
            if (summary.partial()) {
                throw new PipelineException(
                        Words.count(summary.failed().size(), "file was", "files were") + " not loaded, first "
                                + summary.failed().get(0).path() + ": "
                                + summary.failed().get(0).message());
            }
            Map<String, Long> numbers = new LinkedHashMap<>();
            numbers.put("lines", summary.lines());
            numbers.put("rows", summary.rows());
            numbers.put("bytes", summary.bytes());
            return new Job.Result(
                    numbers,
                    summary.lines() == 0
                            ? "nothing new to load"
                            : "loaded " + Words.count(summary.lines(), "line", "lines"));
        }
    }

    private Job.Result prune() {
        PruneExpiredDays prune = new PruneExpiredDays(settings);
        if (!settings.retention().delete()) {
            PrunePlan plan = prune.plan(clock.instant());
            return new Job.Result(
                    Map.of("deletable", (long) plan.deletable().size()),
                    Words.pruned("would", plan.archived(), plan.deletable().size() - plan.archived())
                            + "; retention.delete is false");
        }
        PruneReport report = prune.run(clock.instant(), settings.retention().maxShare());
        audit(AuditAction.PRUNE, report.audited());
        Map<String, Long> numbers = new LinkedHashMap<>();
        numbers.put("files", (long) report.result().takenOut().size());
        if (report.archived() > 0) {
            numbers.put("archived", (long) report.archived());
        }
        numbers.put("records", report.records());
        numbers.put("bytes", report.bytes());
        numbers.put(
                "kept",
                report.files().stream().filter(file -> !file.deletable()).count());
        if (!report.failures().isEmpty()) {
            throw new CheckNotPassedException(
                    numbers,
                    Words.count(report.failures().size(), "file", "files") + " could not be archived, first: "
                            + report.failures().get(0) + "; " + words(report));
        }
        return new Job.Result(numbers, words(report));
    }

    private Job.Result checkPermissions() {
        PermissionsDrift drift = PermissionsDrift.find(settings, settings.mendModes(), clock.instant());
        if (drift.mended() > 0) {
            audit(AuditAction.MEND, List.of(Map.of("files", drift.mended())));
        }
        if (drift.open() > 0) {
            throw new CheckNotPassedException(drift.numbers(), drift.words());
        }
        return new Job.Result(drift.numbers(), drift.words());
    }

    private void audit(AuditAction action, List<Map<String, Object>> details) {
        if (!details.isEmpty()) {
            try (AuditTrail trail = AuditTrail.open(settings.state())) {
                details.forEach(detail -> trail.append(new AuditEvent(clock.instant(), "scheduler", action, detail)));
            }
        }
    }

    private static String words(PruneReport report) {
        String deleted = report.result().takenOut().isEmpty()
                ? "nothing to delete"
                : Words.pruned("", report.archived(), report.deleted()) + " with "
                        + Words.count(report.records(), "record", "records");
        return report.result().held().isEmpty()
                ? deleted
                : "put off, the lake is being read: "
                        + String.join(", ", report.result().held());
    }

    private Job.Result report() {
        Map<String, Long> numbers = new LinkedHashMap<>();
        for (Language language : Language.values()) {
            Edition edition = new Edition(Period.ALL, language, ReportFormat.PDF);
            KeptReport report = PublishReport.publish(settings, edition, Optional.empty(), clock.instant());
            numbers.put("bytes-" + language.code(), report.bytes());
        }
        return new Job.Result(numbers, "made the report in " + Words.count(numbers.size(), "language", "languages"));
    }

    private Job.Result checkBackup() {
        BackupCheck.Found found = BackupCheck.newest(settings.backup(), clock.instant());
        Map<String, Long> numbers = new LinkedHashMap<>();
        numbers.put("files", (long) found.files());
        numbers.put("bytes", found.bytes());
        return new Job.Result(
                numbers, String.format(Locale.ROOT, "the backup %s is whole, %s old", found.folder(), found.age()));
    }
}
