package dev.tributary.lake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * Deletes files of a lake while its writer goes on, in this order:
 *
 * <ol>
 *   <li>Take the prune's lock, so that no other prune, repair or rebuilding of the ledger runs.
 *   <li>Read each file through: only one whose lines and checksum are the ledger's may go. Nothing is changed yet.
 *   <li>Go no further while anybody holds a {@link LakeLease}.
 *   <li>Where the lines are to be archived: note in the ledger that the archive's place is nobody's, write the archive aside, force it, read it back and compare it with the
 *       ledger, rename it. Killed here, the next prune deletes it: the file is in the lake as before.
 *   <li>Write what will be pruned to the trail, with the coordinates of its records, and force it. Killed here, the entries mean nothing: their files are still there.
 *   <li>One transaction of the ledger takes the files out of the lake and keeps length, count, checksum, coordinates and archive of each. <b>This is the one act.</b> A file to which
 *       the writer has committed since stays; a writer that has lines for one that is gone is refused its commit, and reads them again from Kafka.
 *   <li>Look for leases again: whoever took one before the act may still read the files. Then they are deleted by the next prune.
 *   <li>Delete the files, force their folders, delete the folders that are empty.
 *   <li>Note in the ledger that they are gone. Killed before it, the next prune deletes again what is left.
 * </ol>
 */
public final class LakePrune implements AutoCloseable {
    /**
     * A file that was read through.
     *
     * @param file as the ledger has it
     * @param obstacle why it must not be deleted, if it must not
     * @param offsets the coordinates of its records; empty when it must not be deleted
     */
    public record Examined(LakeFile file, Optional<String> obstacle, Optional<PrunedOffsets> offsets) {
        private static Examined kept(LakeFile file, String obstacle) {
            return new Examined(file, Optional.of(obstacle), Optional.empty());
        }
    }

    /**
     * What a prune did.
     *
     * @param takenOut the files that are no longer in the lake
     * @param deleted those that are gone from the disk, earlier ones included
     * @param held who reads the lake and kept the rest from being deleted, in words
     */
    public record Result(List<PrunedFile> takenOut, List<PrunedFile> deleted, List<String> held) {
        public Result {
            takenOut = List.copyOf(takenOut);
            deleted = List.copyOf(deleted);
            held = List.copyOf(held);
        }

        /** What several did. */
        public static Result together(List<Result> results) {
            return new Result(
                    results.stream().flatMap(one -> one.takenOut().stream()).toList(),
                    results.stream().flatMap(one -> one.deleted().stream()).toList(),
                    results.stream()
                            .flatMap(one -> one.held().stream())
                            .distinct()
                            .toList());
        }
    }

    private final LakeLayout layout;
    private final Disk disk;
    private final PrunePoint.Visitor points;
    private final LakeLock lock;
    private final LedgerPrunes ledger;
    private final ArchiveFiles archives;

    private LakePrune(LakeLayout layout, Disk disk, PrunePoint.Visitor points, LakeLock lock, LedgerPrunes ledger) {
        this.layout = layout;
        this.disk = disk;
        this.points = points;
        this.lock = lock;
        this.ledger = ledger;
        this.archives = new ArchiveFiles(layout, disk, ledger);
    }

    /**
     * Begins a prune of a lake that has a ledger.
     *
     * @throws LakeLockedException when another prune, a repair or a rebuilding runs
     * @throws LakeException when the ledger is missing, damaged, or of a newer Tributary
     */
    public static LakePrune open(LakeLayout layout, Disk disk, PrunePoint.Visitor points) {
        LakeReader.open(layout).close();
        LakeLock lock = LakeLock.takeForPrune(layout);
        Optional<LakePrune> opened = Optional.empty();
        try {
            opened = Optional.of(new LakePrune(layout, disk, points, lock, LedgerPrunes.open(layout.ledger())));
            return opened.get();
        } finally {
            if (opened.isEmpty()) {
                lock.close();
            }
        }
    }

    /** Reads a file through. */
    public Examined examine(LakeFile file) {
        try {
            Optional<String> elsewhere = elsewhere(layout, file.path());
            return elsewhere.isPresent() ? Examined.kept(file, elsewhere.get()) : readThrough(file);
        } catch (IOException e) {
            return Examined.kept(file, "cannot be read: " + e);
        }
    }

    private Examined readThrough(LakeFile file) throws IOException {
        Map<LakeSurvey.Source, OffsetSet> offsets = new HashMap<>();
        CRC32C checksum = new CRC32C();
        long[] stamped = {0};
        long end = LakeLines.read(
                layout.resolve(file.path()), 0, file.length(), (position, buffer, offset, length, terminated) -> {
                    checksum.update(buffer, offset, length);
                    checksum.update('\n');
                    stamp(buffer, offset, length).ifPresent(stamp -> {
                        offsets.computeIfAbsent(
                                        new LakeSurvey.Source(file.topic(), stamp.epoch(), stamp.partition()),
                                        unused -> new OffsetSet())
                                .add(stamp.offset());
                        stamped[0]++;
                    });
                });
        boolean whole = end == file.length() && checksum.getValue() == file.checksum() && stamped[0] == file.records();
        return whole
                ? new Examined(file, Optional.empty(), Optional.of(PrunedOffsets.of(file.topic(), offsets)))
                : Examined.kept(file, "is damaged");
    }

    private static Optional<Stamp> stamp(byte[] buffer, int offset, int length) {
        try {
            return LakeLine.parse(buffer, offset, length).stamp();
        } catch (NotAnObjectException e) {
            return Optional.empty(); // then the file has fewer records than it should, and stays
        }
    }

    /**
     * Why a file must not be deleted because of where it lies: not in the lake, or behind a link, which may lead anywhere. The lake's own folder may
     * be a link.
     */
    public static Optional<String> elsewhere(LakeLayout layout, String path) throws IOException {
        Path relative = Path.of(path);
        if (relative.isAbsolute() || !relative.normalize().equals(relative) || relative.startsWith("..")) {
            return Optional.of("is not in the lake");
        }
        try {
            for (int names = 1; names <= relative.getNameCount(); names++) {
                Path part = layout.root().resolve(relative.subpath(0, names));
                BasicFileAttributes attributes =
                        Files.readAttributes(part, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                boolean last = names == relative.getNameCount();
                if (attributes.isSymbolicLink() || attributes.isOther()) {
                    return Optional.of("lies outside of the lake: " + layout.relative(part) + " is a link");
                }
                if (last ? !attributes.isRegularFile() : !attributes.isDirectory()) {
                    return Optional.of("is no file");
                }
            }
            return Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.of("is gone");
        }
    }

    /**
     * Deletes files that were examined, and what earlier prunes left.
     *
     * @throws LakeException when the lake cannot be written; what was done so far does no harm, and the next prune goes on with it
     */
    public Result prune(Collection<Examined> files, Instant now) {
        return attempt(() -> {
            points.at(PrunePoint.EXAMINED);
            List<String> held = LakeLease.held(layout);
            if (!held.isEmpty()) {
                return new Result(List.of(), List.of(), held);
            }
            archives.sweep();
            List<PrunedFile> takenOut = takeOut(entries(files, now, Optional.empty()));
            points.at(PrunePoint.TAKEN_OUT);
            return delete(takenOut);
        });
    }

    /**
     * The same with one file, whose lines are first put into an archive. It is written aside, forced, read back and named before anything else happens.
     *
     * @throws LakeException also when the archive cannot be made; then the file stays in the lake
     */
    public Result archive(Examined file, Archiver archiver, Instant now) {
        return attempt(() -> {
            points.at(PrunePoint.EXAMINED);
            List<String> held = LakeLease.held(layout);
            if (!held.isEmpty() || file.offsets().isEmpty()) {
                return new Result(List.of(), List.of(), held);
            }
            archives.sweep();
            String path = archives.claim(file.file(), archiver);
            points.at(PrunePoint.ARCHIVE_CLAIMED);
            Archive archive = archives.make(
                    path,
                    layout.resolve(file.file().path()),
                    file.file(),
                    archiver,
                    () -> points.at(PrunePoint.ARCHIVE_WRITTEN));
            points.at(PrunePoint.ARCHIVED);
            List<PrunedFile> takenOut = takeOut(entries(List.of(file), now, Optional.of(archive)));
            points.at(PrunePoint.TAKEN_OUT);
            Result result = delete(takenOut);
            if (result.held().isEmpty()) {
                archives.sweep(); // the archive of a file that was committed to meanwhile
            }
            return result;
        });
    }

    @FunctionalInterface
    private interface Step {
        Result run() throws IOException;
    }

    private Result attempt(Step step) {
        try {
            return step.run();
        } catch (IOException e) {
            throw new LakeException(
                    "Lake " + layout.root() + " cannot be pruned: " + e
                            + " (nothing is lost; the next prune goes on where this one ended)",
                    e);
        }
    }

    private static List<PruneTrail.Entry> entries(Collection<Examined> files, Instant now, Optional<Archive> archive) {
        List<PruneTrail.Entry> entries = new ArrayList<>();
        for (Examined examined : files) {
            examined.offsets()
                    .ifPresent(offsets -> entries.add(
                            new PruneTrail.Entry(new PrunedFile(examined.file(), now, false, archive), offsets)));
        }
        return entries;
    }

    private List<PrunedFile> takeOut(List<PruneTrail.Entry> entries) throws IOException {
        if (entries.isEmpty()) {
            return List.of();
        }
        new PruneTrail(layout, disk).add(entries);
        points.at(PrunePoint.TRAILED);
        return ledger.takeOut(entries).stream().map(PruneTrail.Entry::pruned).toList();
    }

    private Result delete(List<PrunedFile> takenOut) throws IOException {
        List<String> held = LakeLease.held(layout);
        if (!held.isEmpty()) {
            return new Result(takenOut, List.of(), held);
        }
        List<PrunedFile> gone = new ArrayList<>();
        Set<Path> folders = new LinkedHashSet<>();
        for (PrunedFile pruned : ledger.undeleted()) {
            String path = pruned.file().path();
            Optional<String> elsewhere = elsewhere(layout, path);
            if (elsewhere.isEmpty()) {
                disk.delete(layout.resolve(path));
                points.at(PrunePoint.DELETING);
            }
            if (elsewhere.isEmpty() || !Files.exists(layout.resolve(path), LinkOption.NOFOLLOW_LINKS)) {
                folders.add(layout.resolve(path).getParent());
                gone.add(pruned);
            }
        }
        for (Path folder : folders) {
            ArchiveFiles.forget(disk, folder);
        }
        points.at(PrunePoint.DELETED);
        ledger.deleted(gone);
        points.at(PrunePoint.NOTED);
        return new Result(takenOut, gone, List.of());
    }

    @Override
    public void close() {
        try (lock) {
            ledger.close();
        }
    }
}
