package dev.tributary.lake;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Brings archived days back into the lake and changes lines in archives, while the lake's writer goes on. It holds the prune's lock, so that no prune, repair or rebuilding of
 * the ledger runs.
 *
 * <p>A day comes back in this order, as the opposite of a prune:
 *
 * <ol>
 *   <li>Note in the ledger that the file's place may have something that is nobody's. Killed from here on, the next prune deletes it.
 *   <li>Write the lines there, compare them with the ledger's length, count and checksum, force file and folders.
 *   <li>One transaction moves the file's row from {@code pruned} to {@code file}, makes the archive nobody's, and notes until when the file is not pruned again. <b>This is
 *       the one act.</b> The load mark still stands at the file's end, so that nothing is loaded twice.
 *   <li>Delete the archive, unless somebody holds a lease who may read it; then the next prune does.
 * </ol>
 *
 * <p>Lines are changed in a new archive beside the old one: claimed in the ledger as nobody's, made, read back, named; the trail is told; then one transaction gives it to the
 * file, with the new checksum of the lines, and makes the old one nobody's. <b>That is the one act</b> there.
 */
public final class LakeArchives implements AutoCloseable {
    /**
     * What became of an archive.
     *
     * @param file the file whose lines it has or had
     * @param held who reads the lake and kept the old archive from being deleted, in words; the next prune deletes it
     */
    public record Result(LakeFile file, List<String> held) {
        public Result {
            held = List.copyOf(held);
        }
    }

    private final LakeLayout layout;
    private final Disk disk;
    private final ArchivePoint.Visitor points;
    private final LakeLock lock;
    private final LedgerPrunes ledger;
    private final ArchiveFiles archives;

    private LakeArchives(
            LakeLayout layout, Disk disk, ArchivePoint.Visitor points, LakeLock lock, LedgerPrunes ledger) {
        this.layout = layout;
        this.disk = disk;
        this.points = points;
        this.lock = lock;
        this.ledger = ledger;
        this.archives = new ArchiveFiles(layout, disk, ledger);
    }

    /**
     * Begins on a lake that has a ledger.
     *
     * @throws LakeLockedException when a prune, a repair or a rebuilding runs
     * @throws LakeException when the ledger is missing, damaged, or of a newer Tributary
     */
    public static LakeArchives open(LakeLayout layout, Disk disk, ArchivePoint.Visitor points) {
        LakeReader.open(layout).close();
        LakeLock lock = LakeLock.takeForPrune(layout);
        Optional<LakeArchives> opened = Optional.empty();
        try {
            opened = Optional.of(new LakeArchives(layout, disk, points, lock, LedgerPrunes.open(layout.ledger())));
            return opened.get();
        } finally {
            if (opened.isEmpty()) {
                lock.close();
            }
        }
    }

    /**
     * Compares an archive with the ledger: the bytes of the archive, and the lines in it.
     *
     * @return what is wrong with it, in words; empty when nothing is
     */
    public static Optional<String> problem(LakeLayout layout, PrunedFile pruned, Archiver archiver) {
        Archive archive = pruned.archive().orElseThrow();
        Path place = layout.resolve(archive.path());
        try {
            if (!Files.exists(place)) {
                return Optional.of("is gone");
            }
            if (Files.size(place) != archive.bytes() || Checksum.of(place) != archive.checksum()) {
                return Optional.of("is damaged: its bytes are not those that were written");
            }
            ArchivedLines.require(archiver, place, pruned.file());
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("is damaged: " + e.getMessage());
        }
    }

    /**
     * Puts the lines of an archive back into the lake, byte for byte as they were.
     *
     * @param path of the pruned file
     * @param until when it may be pruned again at the earliest
     * @throws LakeException when nothing of that path is archived, its archive is damaged, or its place is taken; then nothing is changed
     */
    public Result restore(String path, Archiver archiver, Instant until) {
        PruneTrail.Entry entry = archived(path);
        LakeFile file = entry.pruned().file();
        Path place = layout.resolve(path);
        try {
            if (entry.pruned().deleted() && Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
                throw new LakeException(
                        "Lake file " + path + " cannot come back: another tool has put a file there",
                        "move that file away");
            }
            requireThere(layout.resolve(archive(entry).path()));
            ledger.undelete(path);
            points.at(ArchivePoint.PLACE_CLAIMED);
            if (!isWhole(place, file)) {
                write(file, layout.resolve(archive(entry).path()), archiver);
            }
            points.at(ArchivePoint.LINES_WRITTEN);
            ledger.putBack(path, until);
            points.at(ArchivePoint.RESTORED);
            return swept(file);
        } catch (IOException e) {
            throw new LakeException(
                    "Lake file " + path + " cannot come back: " + e.getMessage() + " (it stays archived)",
                    Optional.of(
                            "tributary archive verify says whether the archive is whole; put it back from a backup"),
                    e);
        }
    }

    /**
     * Changes lines of an archive.
     *
     * @param path of the pruned file
     * @return how many lines are other ones now; with none nothing is changed
     * @throws LakeException when nothing of that path is archived, its archive is damaged, or cannot be written; then nothing is changed
     */
    public long change(String path, Archiver archiver, LineChange change, Instant now) {
        PruneTrail.Entry entry = archived(path);
        LakeFile file = entry.pruned().file();
        try {
            String fresh = archives.claim(file, archiver);
            points.at(ArchivePoint.CHANGE_CLAIMED);
            ChangedLines lines = changed(entry, archiver, change, archives.changedLines(fresh));
            if (lines.changed() > 0) {
                LakeFile other = lines.of(file);
                Archive archive = archives.make(fresh, archives.changedLines(fresh), other, archiver, () -> {});
                archives.dropChangedLines(fresh);
                points.at(ArchivePoint.CHANGED_ASIDE);
                PrunedFile pruned = new PrunedFile(other, now, entry.pruned().deleted(), Optional.of(archive));
                new PruneTrail(layout, disk).add(List.of(new PruneTrail.Entry(pruned, entry.offsets())));
                ledger.replaceArchive(path, archive, other.checksum());
                points.at(ArchivePoint.CHANGED);
            }
            swept(file);
            return lines.changed();
        } catch (IOException e) {
            throw new LakeException(
                    "The archive of " + path + " cannot be changed: " + e.getMessage() + " (it is as it was)", e);
        }
    }

    private PruneTrail.Entry archived(String path) {
        return ledger.find(path)
                .filter(entry -> entry.pruned().archive().isPresent())
                .orElseThrow(() -> new LakeException(
                        "Lake file " + path + " is not archived", "tributary archive list shows what is"));
    }

    private static void requireThere(Path archive) throws IOException {
        if (!Files.isRegularFile(archive)) {
            throw new IOException(archive + " is gone");
        }
    }

    private static Archive archive(PruneTrail.Entry entry) {
        return entry.pruned().archive().orElseThrow();
    }

    /** A file that a reader kept from being deleted is there still, and may be in that reader's hands. */
    private static boolean isWhole(Path place, LakeFile file) throws IOException {
        return Files.isRegularFile(place, LinkOption.NOFOLLOW_LINKS)
                && Files.size(place) == file.length()
                && Checksum.of(place) == file.checksum();
    }

    private void write(LakeFile file, Path archive, Archiver archiver) throws IOException {
        Path place = layout.resolve(file.path());
        for (Path folder : layout.foldersOf(file.path())) {
            disk.createFolder(folder, false);
        }
        try (Disk.OpenFile lines = open(place)) {
            LineOutput out = new LineOutput(lines);
            lines.truncate(0);
            ArchivedLines.handOver(archiver, archive, file, out);
            out.flush();
            lines.force();
        }
        for (Path folder : layout.foldersOf(file.path())) {
            disk.forceFolder(folder);
        }
    }

    private Disk.OpenFile open(Path place) throws IOException {
        try {
            return disk.create(place, false);
        } catch (FileAlreadyExistsException e) {
            return disk.open(place);
        }
    }

    private ChangedLines changed(PruneTrail.Entry entry, Archiver archiver, LineChange change, Path place)
            throws IOException {
        Path folder = place.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.deleteIfExists(place);
        try (Disk.OpenFile file = disk.create(place, false)) {
            LineOutput out = new LineOutput(file);
            ChangedLines lines = new ChangedLines(change, out);
            ArchivedLines.handOver(
                    archiver,
                    layout.resolve(archive(entry).path()),
                    entry.pruned().file(),
                    lines);
            out.flush();
            return lines;
        }
    }

    private Result swept(LakeFile file) throws IOException {
        List<String> held = LakeLease.held(layout);
        if (held.isEmpty()) {
            archives.sweep();
        }
        points.at(ArchivePoint.SWEPT);
        return new Result(file, held);
    }

    @Override
    public void close() {
        try (lock) {
            ledger.close();
        }
    }
}
