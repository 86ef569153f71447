package dev.tributary.pipeline;

import dev.tributary.archive.ParquetArchiver;
import dev.tributary.config.Settings;
import dev.tributary.lake.Disk;
import dev.tributary.lake.Feed;
import dev.tributary.lake.FeedMode;
import dev.tributary.lake.Kind;
import dev.tributary.lake.LakeException;
import dev.tributary.lake.LakeFile;
import dev.tributary.lake.LakeLayout;
import dev.tributary.lake.LakePrune;
import dev.tributary.lake.LakeReader;
import dev.tributary.lake.LocalDisk;
import dev.tributary.lake.PrunePoint;
import dev.tributary.lake.Retention;
import dev.tributary.quarantine.Catalogue;
import dev.tributary.warehouse.LoadMark;
import dev.tributary.warehouse.Warehouse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Deletes what has expired in the lake: a file whose day ended long enough ago, that the warehouse has loaded to its last byte, by the mark that moved with its rows.
 * Dead letters and the topology's quarantine are never loaded; of those nothing may be open. How the deletion survives a crash, {@link LakePrune} says.
 */
public final class PruneExpiredDays {
    private final Settings settings;
    private final LakeLayout layout;
    private final Disk disk;
    private final PrunePoint.Visitor points;

    /** For a project. */
    public PruneExpiredDays(Settings settings) {
        this(settings, new LocalDisk(), PrunePoint.Visitor.NONE);
    }

    /** The same, for tests that end the process at a point of it. */
    PruneExpiredDays(Settings settings, Disk disk, PrunePoint.Visitor points) {
        this.settings = settings;
        this.layout = new LakeLayout(settings.lake());
        this.disk = disk;
        this.points = points;
    }

    /** What would be deleted at this moment. Changes nothing. */
    public PrunePlan plan(Instant now) {
        Map<String, LoadMark> marks = marks();
        OpenQuarantine quarantine = OpenQuarantine.of(settings);
        try (LakeReader lake = LakeReader.open(layout)) {
            List<LakeFile> files = lake.committedFiles();
            Map<String, Instant> restored = lake.restored();
            List<ExpiredFile> expired = files.stream()
                    .filter(file -> period(file).expired(file.date().orElseThrow(), now))
                    .map(file -> judge(file, marks, quarantine, held(file, restored, now)))
                    .toList();
            return new PrunePlan(
                    expired,
                    files.size(),
                    files.stream().mapToLong(LakeFile::length).sum());
        }
    }

    /**
     * Deletes what has expired at this moment. Each file is read through before.
     *
     * @param maxShare of the lake's bytes; when there is more to delete, nothing is
     * @throws PipelineException when there is more
     * @throws dev.tributary.lake.LakeLockedException when another prune, a repair or a rebuilding of the ledger runs
     */
    public PruneReport run(Instant now, double maxShare) {
        if (!Files.exists(layout.ledger())) {
            return new PruneReport(
                    plan(now), List.of(), List.of(), new LakePrune.Result(List.of(), List.of(), List.of()));
        }
        try (LakePrune prune = LakePrune.open(layout, disk, points)) {
            PrunePlan plan = plan(now);
            requireWithin(plan, maxShare);
            List<LakePrune.Examined> examined =
                    plan.deletable().stream().map(prune::examine).toList();
            List<ExpiredFile> kept = new ArrayList<>();
            examined.forEach(file -> file.obstacle()
                    .ifPresent(obstacle -> kept.add(new ExpiredFile(file.file(), false, false, obstacle))));
            return prune(prune, plan, examined, kept, now);
        }
    }

    /** Those that are not archived at once; the others one by one, each gone from the disk before the next is packed. */
    private PruneReport prune(
            LakePrune prune, PrunePlan plan, List<LakePrune.Examined> examined, List<ExpiredFile> kept, Instant now) {
        List<LakePrune.Examined> archived =
                examined.stream().filter(file -> isArchived(file.file())).toList();
        List<LakePrune.Examined> deleted =
                examined.stream().filter(file -> !isArchived(file.file())).toList();
        List<LakePrune.Result> results = new ArrayList<>();
        if (!deleted.isEmpty() || archived.isEmpty()) {
            results.add(prune.prune(deleted, now));
        }
        List<String> failures = new ArrayList<>();
        try (ParquetArchiver archiver = new ParquetArchiver()) {
            for (LakePrune.Examined file : archived) {
                try {
                    results.add(prune.archive(file, archiver, now));
                } catch (LakeException e) {
                    failures.add(String.valueOf(e.getMessage()));
                    kept.add(new ExpiredFile(file.file(), false, true, "cannot be archived"));
                }
            }
        }
        return report(plan, kept, failures, LakePrune.Result.together(results));
    }

    /** What the writer has committed to since stays, too. */
    private static PruneReport report(
            PrunePlan plan, List<ExpiredFile> kept, List<String> failures, LakePrune.Result result) {
        List<ExpiredFile> all = new ArrayList<>(kept);
        List<String> settled = new ArrayList<>(
                result.takenOut().stream().map(pruned -> pruned.file().path()).toList());
        kept.forEach(file -> settled.add(file.file().path()));
        String why = result.held().isEmpty() ? "lines came meanwhile" : "is being read";
        for (LakeFile file : plan.deletable()) {
            if (!settled.contains(file.path())) {
                all.add(new ExpiredFile(file, false, false, why));
            }
        }
        return new PruneReport(plan, all, failures, result);
    }

    private static void requireWithin(PrunePlan plan, double maxShare) {
        if (plan.share() > maxShare) {
            throw new PipelineException(
                    String.format(
                            Locale.ROOT,
                            "%d of the lake's %s have expired, %.0f %% of its bytes; nothing was deleted, because more than"
                                    + " %.0f %% are not deleted at once",
                            plan.deletable().size(),
                            Words.count(plan.files(), "file", "files"),
                            plan.share() * 100,
                            maxShare * 100),
                    "make sure that the clock is right (tributary prune lists the days), then tributary prune --yes"
                            + " --max-share 1");
        }
    }

    private Map<String, LoadMark> marks() {
        if (!Files.exists(settings.warehouse().database())) {
            return Map.of();
        }
        try (Warehouse warehouse = Warehouse.openReadOnly(settings.warehouse().database())) {
            return warehouse.marks().stream().collect(Collectors.toMap(LoadMark::path, mark -> mark));
        }
    }

    private Retention.Period period(LakeFile file) {
        Retention retention = settings.retention();
        Optional<Feed> feed = settings.feeds().match(file.topic());
        if (file.kind() == Kind.DEAD_LETTER) {
            return retention.quarantine();
        }
        if (feed.isEmpty()) {
            return Retention.Period.FOREVER;
        }
        return feed.get().retention().orElseGet(() -> {
            if (Catalogue.holdsQuarantined(file)) {
                return retention.quarantine();
            }
            return feed.get().mode() == FeedMode.IGNORE ? Retention.Period.FOREVER : retention.after();
        });
    }

    private ExpiredFile judge(
            LakeFile file, Map<String, LoadMark> marks, OpenQuarantine quarantine, Optional<String> held) {
        Optional<String> obstacle =
                elsewhere(file).or(() -> held).or(() -> notLoaded(file, marks)).or(() -> open(file, quarantine));
        String otherwise = isLoaded(file) ? "loaded" : "nothing open";
        return new ExpiredFile(file, obstacle.isEmpty(), isArchived(file), obstacle.orElse(otherwise));
    }

    /** A day that somebody brought back is not taken away from him at once. */
    private static Optional<String> held(LakeFile file, Map<String, Instant> restored, Instant now) {
        return Optional.ofNullable(restored.get(file.path()))
                .filter(until -> until.isAfter(now))
                .map(until -> "restored until " + until.truncatedTo(ChronoUnit.SECONDS));
    }

    /** What holds raw personal data is never kept beyond its time. */
    private boolean isArchived(LakeFile file) {
        return settings.retention().archive() == Retention.Archive.PARQUET
                && file.kind() == Kind.DATA
                && !Catalogue.holdsQuarantined(file)
                && !settings.feeds().match(file.topic()).map(Feed::confidential).orElse(true);
    }

    private Optional<String> elsewhere(LakeFile file) {
        try {
            return LakePrune.elsewhere(layout, file.path());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look at lake file " + file.path() + ": " + e.getMessage(), e);
        }
    }

    private Optional<String> notLoaded(LakeFile file, Map<String, LoadMark> marks) {
        LoadMark mark = marks.get(file.path());
        boolean loaded = mark != null && !mark.foreign() && mark.loadedTo() == file.length();
        return isLoaded(file) && !loaded ? Optional.of("not loaded") : Optional.empty();
    }

    /** Whether the warehouse takes the file's lines at all. */
    private boolean isLoaded(LakeFile file) {
        return file.kind() == Kind.DATA
                && settings.feeds()
                        .match(file.topic())
                        .filter(feed -> feed.mode() != FeedMode.IGNORE)
                        .isPresent();
    }

    private static Optional<String> open(LakeFile file, OpenQuarantine quarantine) {
        long open = quarantine.in(List.of(file));
        return open == 0 ? Optional.empty() : Optional.of(open + " open in quarantine");
    }
}
