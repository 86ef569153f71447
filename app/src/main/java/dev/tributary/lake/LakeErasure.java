package dev.tributary.lake;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.zip.CRC32C;

/**
 * Erases persons from the files of a lake, in this order:
 *
 * <ol>
 *   <li>Take the lake's lock and the prune's, recover, and say in {@code eraser} that files are being replaced: from now on nobody begins to read them. Go no
 *       further while anybody holds a {@link LakeLease}.
 *   <li>Note in the ledger that the erasures have begun.
 *   <li>Read each file through. One whose checksum is not the ledger's is damaged, and has to be mended first: a new checksum would hide that.
 *   <li>Where a line is of such a person, replace it by one of the same length that says where it came from and nothing else, as {@link Rewriting} does. Lengths, positions
 *       and load marks stay as they are.
 *   <li>Note in the ledger that they are done. Killed anywhere before, the next writer begins again with the files that are left.
 * </ol>
 */
public final class LakeErasure implements AutoCloseable {
    /**
     * What a file has of the persons.
     *
     * @param file the file
     * @param lines how many lines are theirs
     * @param latest the highest timestamp of these
     */
    public record Found(LakeFile file, long lines, long latest) {}

    private final LakeLayout layout;
    private final ErasurePoint.Visitor points;
    private final LakeLock lock;
    private final Ledger ledger;

    private LakeErasure(LakeLayout layout, ErasurePoint.Visitor points, LakeLock lock, Ledger ledger) {
        this.layout = layout;
        this.points = points;
        this.lock = lock;
        this.ledger = ledger;
    }

    /**
     * Takes the lock of a lake that has a ledger.
     *
     * @throws LakeLockedException when a writer is on the lake
     * @throws LakeException when the ledger is missing, damaged, or of a newer Tributary
     */
    public static LakeErasure open(LakeLayout layout, ErasurePoint.Visitor points) {
        LakeReader.open(layout).close();
        LakeLock lock = LakeLock.hold(layout);
        Optional<LakeErasure> opened = Optional.empty();
        try {
            Ledger ledger = Ledger.open(
                    layout.ledger(), "process " + ProcessHandle.current().pid());
            opened = Optional.of(new LakeErasure(layout, points, lock, ledger));
            return opened.get();
        } finally {
            if (opened.isEmpty()) {
                lock.close();
            }
        }
    }

    /**
     * What a lake has of the persons, dead letters and files of other tools included. Changes nothing.
     *
     * @param progress is told how many bytes are read
     */
    public static List<Found> look(LakeReader lake, Erasures erasures, LongConsumer progress) {
        List<Found> found = new ArrayList<>();
        long read = 0;
        for (LakeFile file : lake.files()) {
            try {
                FileLines lines = FileLines.read(lake.layout(), file, erasures, true);
                if (lines.count > 0) {
                    found.add(new Found(file, lines.count, lines.latest));
                }
            } catch (IOException e) {
                throw new LakeException("Lake file " + file.path() + " cannot be read: " + e, e);
            }
            read += file.length();
            progress.accept(read);
        }
        return found;
    }

    /**
     * Erases what is not erased yet.
     *
     * @return what each file had
     * @throws LakeLockedException when a prune runs
     * @throws LakeException when somebody reads the lake, a file is damaged, or it cannot be written; what was done so far stays, and the next run goes on
     */
    public List<Found> run(Erasures erasures, LongConsumer progress) {
        try (LakeLock prunes = LakeLock.takeForPrune(layout)) {
            new Recovery(layout, new LocalDisk(), ledger).run();
            return run(layout, ledger, erasures, points, progress);
        } catch (IOException e) {
            throw failure(layout, e);
        }
    }

    /**
     * Erases what is not erased yet in archives of days that were pruned. To be called after {@link #run}.
     *
     * @return how many lines, by the file that they were in
     * @throws LakeLockedException when a prune runs
     * @throws LakeException when an archive is damaged or cannot be written
     */
    public Map<LakeFile, Long> runArchives(Erasures all, Archiver archiver, Instant now) {
        Map<LakeFile, Long> erased = new LinkedHashMap<>();
        try (LakeReader lake = LakeReader.open(layout)) {
            Erasures erasures = all.without(lake.finishedErasures());
            if (erasures.any()) {
                List<PrunedFile> archived = archived(lake);
                if (!archived.isEmpty()) {
                    try (LakeArchives archives =
                            LakeArchives.open(layout, new LocalDisk(), ArchivePoint.Visitor.NONE)) {
                        for (PrunedFile pruned : archived) {
                            long lines = archives.change(pruned.file().path(), archiver, change(erasures), now);
                            if (lines > 0) {
                                erased.put(pruned.file(), lines);
                            }
                        }
                    }
                }
                ledger.endArchives(erasures.all());
            }
        }
        return erased;
    }

    private static List<PrunedFile> archived(LakeReader lake) {
        return lake.pruned().stream()
                .filter(pruned -> pruned.archive().isPresent())
                .toList();
    }

    private static LineChange change(Erasures erasures) {
        return line -> new FileLines()
                .line(line, 0, line.length, erasures, false)
                .map(erased -> Arrays.copyOf(erased, line.length))
                .orElse(line);
    }

    /** How many lines of the persons the archives of a lake have, by the file that they were in. Changes nothing. */
    public static Map<LakeFile, Long> lookArchives(LakeReader lake, Erasures erasures, Archiver archiver) {
        Map<LakeFile, Long> found = new LinkedHashMap<>();
        for (PrunedFile pruned : archived(lake)) {
            FileLines lines = new FileLines();
            try {
                archiver.read(
                        lake.layout().resolve(pruned.archive().orElseThrow().path()),
                        (position, buffer, offset, length, terminated) ->
                                lines.line(buffer, offset, length, erasures, true));
            } catch (IOException e) {
                throw new LakeException(
                        "The archive of " + pruned.file().path() + " cannot be read: " + e,
                        Optional.of("tributary archive verify"),
                        e);
            }
            if (lines.count > 0) {
                found.put(pruned.file(), lines.count);
            }
        }
        return found;
    }

    /** For a writer that has the lake's lock: brings to its end what was decided and not done. */
    static void bringToEnd(LakeLayout layout, Disk disk, Ledger ledger, Erasures erasures) {
        Optional<Boolean> done = Optional.empty();
        try {
            if (!undone(ledger, erasures).any()) {
                Files.deleteIfExists(layout.eraser());
            } else {
                try (LakeLock prunes = LakeLock.takeForPrune(layout)) {
                    new Recovery(layout, disk, ledger).run();
                    run(layout, ledger, erasures, ErasurePoint.Visitor.NONE, bytes -> {});
                }
            }
            done = Optional.of(true);
        } catch (IOException e) {
            throw failure(layout, e);
        } finally {
            if (done.isEmpty()) {
                ledger.close();
            }
        }
    }

    private static Erasures undone(Ledger ledger, Erasures erasures) {
        Set<String> done = new HashSet<>();
        ledger.erasures().forEach((id, ended) -> {
            if (ended) {
                done.add(id);
            }
        });
        return erasures.without(done);
    }

    private static List<Found> run(
            LakeLayout layout, Ledger ledger, Erasures all, ErasurePoint.Visitor points, LongConsumer progress)
            throws IOException {
        Erasures erasures = undone(ledger, all);
        try {
            if (erasures.any()) {
                keepReadersAway(layout);
                return run(layout, ledger, erasures, points, progress, new ArrayList<>());
            }
            return List.of();
        } finally {
            letReadersIn(layout, ledger);
        }
    }

    /** Unless it is not known which lines a file has: then whoever opens the ledger for writing next finds out. */
    private static void letReadersIn(LakeLayout layout, Ledger ledger) throws IOException {
        if (ledger.rewriting().isEmpty()) {
            Files.deleteIfExists(layout.eraser());
        }
    }

    private static List<Found> run(
            LakeLayout layout,
            Ledger ledger,
            Erasures erasures,
            ErasurePoint.Visitor points,
            LongConsumer progress,
            List<Found> found)
            throws IOException {
        ledger.begin(erasures.all());
        points.at(ErasurePoint.BEGUN);
        long read = 0;
        for (LakeFile file : ledger.files()) {
            erase(layout, ledger, file, erasures, points).ifPresent(found::add);
            read += file.length();
            progress.accept(read);
        }
        ledger.end(erasures.all());
        if (!ledger.hasArchives()) {
            ledger.endArchives(erasures.all());
        }
        points.at(ErasurePoint.FINISHED);
        return found;
    }

    private static void keepReadersAway(LakeLayout layout) throws IOException {
        Files.writeString(layout.eraser(), LakeLock.Holder.ofThisProcess().text());
        List<String> held = LakeLease.held(layout);
        if (!held.isEmpty()) {
            throw new LakeException(
                    "Lake " + layout.root() + " is being read, and its files must not be replaced meanwhile: "
                            + String.join("; ", held),
                    "run this again when that has ended");
        }
    }

    private static Optional<Found> erase(
            LakeLayout layout, Ledger ledger, LakeFile file, Erasures erasures, ErasurePoint.Visitor points)
            throws IOException {
        FileLines lines = FileLines.read(layout, file, erasures, false);
        if (lines.count == 0) {
            return Optional.empty();
        }
        if (lines.before.getValue() != file.checksum()) {
            throw new LakeException(
                    "Lake file " + file.path() + " is damaged: its checksum is not the ledger's",
                    "tributary rebuild --file " + file.path() + ", then run this again");
        }
        new Rewriting(layout, ledger).run(file, lines.erased, lines.after.getValue(), points);
        return Optional.of(new Found(file, lines.count, lines.latest));
    }

    /** The lines of a file, and what becomes of those that are the persons'. */
    private static final class FileLines {
        private final CRC32C before = new CRC32C();
        private final CRC32C after = new CRC32C();
        private final Map<Long, byte[]> erased = new LinkedHashMap<>();
        private long count;
        private long latest = Long.MIN_VALUE;

        /** With {@code look}, also lines that cannot be erased are counted, and nothing is kept. */
        static FileLines read(LakeLayout layout, LakeFile file, Erasures erasures, boolean look) throws IOException {
            FileLines lines = new FileLines();
            LakeLines.read(
                    layout.resolve(file.path()), 0, file.length(), (position, buffer, offset, length, terminated) -> {
                        Optional<byte[]> line = lines.line(buffer, offset, length, erasures, look);
                        if (!look) {
                            lines.before.update(buffer, offset, length);
                            lines.before.update('\n');
                            line.ifPresentOrElse(lines.after::update, () -> {
                                lines.after.update(buffer, offset, length);
                                lines.after.update('\n');
                            });
                            line.ifPresent(bytes -> lines.erased.put(position, bytes));
                        }
                    });
            return lines;
        }

        private Optional<byte[]> line(byte[] buffer, int offset, int length, Erasures erasures, boolean look) {
            Set<Erasure> found = erasures.in(buffer, offset, offset + length);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            Optional<Stamp> stamp = stamp(buffer, offset, length);
            long time = stamp.map(Stamp::timestamp).orElse(-1L);
            boolean covered = found.stream().anyMatch(erasure -> time <= erasure.until());
            if (!look && (!covered || stamp.isEmpty())) {
                return Optional.empty();
            }
            count++;
            latest = Math.max(latest, time);
            return look ? Optional.empty() : Optional.of(ErasedLine.of(stamp.get(), length + 1));
        }

        private static Optional<Stamp> stamp(byte[] buffer, int offset, int length) {
            try {
                return LakeLine.parse(buffer, offset, length).stamp();
            } catch (NotAnObjectException e) {
                return Optional.empty(); // a line of another tool, or damage that the checksum shows
            }
        }
    }

    private static LakeException failure(LakeLayout layout, IOException cause) {
        return new LakeException(
                "Lake " + layout.root() + ": a person cannot be erased: " + cause
                        + " (no line is half erased; the next run goes on where this one ended)",
                cause);
    }

    @Override
    public void close() {
        try (lock) {
            ledger.close();
        }
    }
}
