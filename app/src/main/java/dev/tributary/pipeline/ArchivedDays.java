package dev.tributary.pipeline;

import dev.tributary.archive.ParquetArchiver;
import dev.tributary.config.Closest;
import dev.tributary.config.Settings;
import dev.tributary.lake.ArchivePoint;
import dev.tributary.lake.LakeArchives;
import dev.tributary.lake.LakeFile;
import dev.tributary.lake.LakeLayout;
import dev.tributary.lake.LakeLease;
import dev.tributary.lake.LakeReader;
import dev.tributary.lake.LineChange;
import dev.tributary.lake.LocalDisk;
import dev.tributary.lake.PrunedFile;
import java.nio.file.Files;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The days of a project that were pruned and whose lines are kept in archives. */
public final class ArchivedDays {
    private final Settings settings;
    private final LakeLayout layout;
    private final ArchivePoint.Visitor points;

    /** Those of a project. */
    public ArchivedDays(Settings settings) {
        this(settings, ArchivePoint.Visitor.NONE);
    }

    /** The same, for tests that end the process at a point of it. */
    ArchivedDays(Settings settings, ArchivePoint.Visitor points) {
        this.settings = settings;
        this.layout = new LakeLayout(settings.lake());
        this.points = points;
    }

    /** All of them, by path; each has its archive. */
    public List<PrunedFile> all() {
        try (LakeReader lake = LakeReader.open(layout)) {
            return lake.contents().archived();
        }
    }

    /**
     * The files of a topic's day that are archived.
     *
     * @param topic in any letter case
     * @throws PipelineException when there is none, naming what comes near
     */
    public List<PrunedFile> of(String topic, LocalDate day) {
        List<PrunedFile> all = all();
        Map<String, List<LocalDate>> days = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        all.forEach(pruned -> days.computeIfAbsent(pruned.file().topic(), unused -> new ArrayList<>())
                .add(pruned.file().date().orElseThrow()));
        List<LocalDate> known = days.getOrDefault(topic, List.of());
        if (known.isEmpty()) {
            throw new PipelineException(
                    "nothing of " + topic + " is archived",
                    Closest.to(topic, days.keySet())
                            .map(near -> "did you mean " + near + "?")
                            .orElse("tributary archive list shows what is"));
        }
        if (!known.contains(day)) {
            throw new PipelineException(
                    topic + " of " + day + " is not archived",
                    "archived are " + Words.count(known.size(), "file", "files") + " from " + known.get(0) + " to "
                            + known.get(known.size() - 1) + "; tributary archive list shows them");
        }
        return all.stream()
                .filter(pruned -> pruned.file().topic().equalsIgnoreCase(topic)
                        && pruned.file().date().orElseThrow().equals(day))
                .toList();
    }

    /**
     * Compares every archive with the ledger, byte by byte and line by line.
     *
     * @param looked is told of each file
     * @return what is wrong, by the pruned file; empty when nothing is
     */
    public Map<PrunedFile, String> problems(Consumer<PrunedFile> looked) {
        Map<PrunedFile, String> problems = new LinkedHashMap<>();
        try (LakeLease lease = LakeLease.take(layout, "archive");
                ParquetArchiver archiver = new ParquetArchiver()) {
            for (PrunedFile pruned : all()) {
                LakeArchives.problem(layout, pruned, archiver).ifPresent(problem -> problems.put(pruned, problem));
                looked.accept(pruned);
            }
        }
        return problems;
    }

    /** What a look at names and lengths alone tells, as {@code PATH is gone}. */
    public List<String> missing() {
        List<String> missing = new ArrayList<>();
        for (PrunedFile pruned : all()) {
            pruned.archive()
                    .filter(archive -> !hasLength(archive.path(), archive.bytes()))
                    .ifPresent(archive -> missing.add(archive.path()));
        }
        return missing;
    }

    private boolean hasLength(String path, long bytes) {
        return layout.resolve(path).toFile().isFile()
                && layout.resolve(path).toFile().length() == bytes;
    }

    /**
     * Brings files back into the lake, byte for byte as they were. Their rows are in the warehouse and are not loaded again; where they are not, the next load loads them.
     *
     * @param until when they may be pruned again at the earliest
     * @return what came back
     * @throws dev.tributary.lake.LakeException when an archive is damaged; those before it are back
     * @throws PipelineException when archives may still have persons who are to be forgotten; nothing comes back then
     */
    public List<LakeFile> restore(List<PrunedFile> files, Instant until) {
        List<LakeFile> restored = new ArrayList<>();
        try (LakeArchives archives = LakeArchives.open(layout, new LocalDisk(), points);
                ParquetArchiver archiver = new ParquetArchiver()) {
            requireNobodyToForget();
            files.forEach(file -> restored.add(
                    archives.restore(file.file().path(), archiver, until).file()));
        }
        return restored;
    }

    /** While the prune's lock is held, with which alone an erasure goes over files and archives. */
    private void requireNobodyToForget() {
        if (!UnfinishedErasures.inLake(settings).isEmpty()) {
            throw new PipelineException(
                    "a person is being forgotten, and archives may still have lines of theirs; nothing was brought back",
                    "tributary privacy forget --resume, then run this again");
        }
    }

    /**
     * Changes lines of all archives, each by one act. A line never changes its length.
     *
     * @return how many lines are other ones now, by the path of the pruned file
     * @throws dev.tributary.lake.LakeException when an archive is damaged or cannot be written; those before it are changed, and the call may be repeated
     */
    public Map<String, Long> change(LineChange change, Instant now) {
        if (!Files.exists(layout.ledger())) {
            return Map.of();
        }
        Map<String, Long> changed = new LinkedHashMap<>();
        try (LakeArchives archives = LakeArchives.open(layout, new LocalDisk(), points);
                ParquetArchiver archiver = new ParquetArchiver()) {
            for (PrunedFile file : all()) {
                long lines = archives.change(file.file().path(), archiver, change, now);
                if (lines > 0) {
                    changed.put(file.file().path(), lines);
                }
            }
        }
        return changed;
    }

    /** Whether a project has any. */
    public Optional<String> words() {
        List<PrunedFile> all = all();
        long bytes = all.stream()
                .flatMap(pruned -> pruned.archive().stream())
                .mapToLong(archive -> archive.bytes())
                .sum();
        long records = all.stream().mapToLong(pruned -> pruned.file().records()).sum();
        return all.isEmpty()
                ? Optional.empty()
                : Optional.of(Words.count(records, "record", "records") + " in "
                        + Words.count(all.size(), "archive", "archives") + ", " + Words.bytes(bytes));
    }
}
