package dev.tributary.lake;

import dev.tributary.files.OwnerOnly;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The one writer of a lake. Records are taken into memory, and lines of a file that has many are written before they are asked
 * for; {@link #force} writes the others and forces all to the disk, and {@link ForcedBatch#commit} makes them part of the lake
 * together with the positions behind them, or does nothing.
 *
 * <p>After any failure the writer can only {@link #recover}, or be closed; opening the lake again recovers it, too. Used by
 * one thread.
 */
public final class LakeWriter implements AutoCloseable {
    @FunctionalInterface
    private interface Step<T> {
        T run() throws IOException;
    }

    /** As much of a file's lines as stays in a processor's cache while it is copied. */
    private static final int WRITE_BYTES = 1 << 20;

    private final LakeLayout layout;
    private final LakeLock lock;
    private final Disk disk;
    private final int writeBytes;
    private final CrashPoint.Visitor crash;
    private final LineWriter lines;
    private final LineBuffers buffers = new LineBuffers();
    private final Set<DayFile> dirty = new LinkedHashSet<>();
    private Ledger ledger;
    private OpenFiles open;
    private DayFiles files;
    private long prunedSoFar;
    private long waitingBytes;
    private long uncommittedBytes;
    private boolean failed;

    private LakeWriter(
            LakeLayout layout,
            LakeLock lock,
            Disk disk,
            Ledger ledger,
            OpenFiles open,
            DayFiles files,
            long prunedSoFar,
            int writeBytes,
            CrashPoint.Visitor crash,
            Erasures erasures) {
        this.lines = new LineWriter(erasures);
        this.layout = layout;
        this.lock = lock;
        this.disk = disk;
        this.ledger = ledger;
        this.open = open;
        this.files = files;
        this.prunedSoFar = prunedSoFar;
        this.writeBytes = writeBytes;
        this.crash = crash;
    }

    /** As {@link #open(LakeLayout, Feeds, int, int, Disk, CrashPoint.Visitor)}, writing early what is worth a write of its own. */
    public static LakeWriter open(LakeLayout layout, Feeds feeds, int openFiles, Disk disk, CrashPoint.Visitor crash) {
        return open(layout, feeds, openFiles, WRITE_BYTES, disk, crash, Erasures.NONE);
    }

    /** As above, of a lake from which persons were erased: none of their records gets in again. An erasure that is not done yet is done first. */
    public static LakeWriter open(
            LakeLayout layout, Feeds feeds, int openFiles, Disk disk, CrashPoint.Visitor crash, Erasures erasures) {
        return open(layout, feeds, openFiles, WRITE_BYTES, disk, crash, erasures);
    }

    /**
     * Opens a lake for writing, made if there is none: takes its lock, fences earlier writers off and cuts away what was
     * never committed.
     *
     * @param feeds tells which topics are confidential
     * @param openFiles how many files are kept open
     * @param writeBytes how many bytes of a file's lines wait in memory before they are written without being forced
     * @throws LakeLockedException when another writer is on the lake
     * @throws LakeException when the folder cannot be written, or the ledger or a file is damaged
     */
    public static LakeWriter open(
            LakeLayout layout, Feeds feeds, int openFiles, int writeBytes, Disk disk, CrashPoint.Visitor crash) {
        return open(layout, feeds, openFiles, writeBytes, disk, crash, Erasures.NONE);
    }

    private static LakeWriter open(
            LakeLayout layout,
            Feeds feeds,
            int openFiles,
            int writeBytes,
            Disk disk,
            CrashPoint.Visitor crash,
            Erasures erasures) {
        try {
            OwnerOnly.createFolders(layout.state());
        } catch (IOException e) {
            throw failure("make the folder", layout, e);
        }
        LakeLock lock = LakeLock.take(layout);
        Optional<LakeWriter> opened = Optional.empty();
        try {
            opened = Optional.of(open(layout, feeds, openFiles, writeBytes, disk, crash, erasures, lock));
            return opened.get();
        } catch (IOException e) {
            throw failure("open", layout, e);
        } finally {
            if (opened.isEmpty()) {
                lock.close();
            }
        }
    }

    private static LakeWriter open(
            LakeLayout layout,
            Feeds feeds,
            int openFiles,
            int writeBytes,
            Disk disk,
            CrashPoint.Visitor crash,
            Erasures erasures,
            LakeLock lock)
            throws IOException {
        if (!Files.exists(layout.ledger())) {
            UnknownHistory.refuse(layout);
        }
        Ledger ledger = Ledger.open(
                layout.ledger(), "process " + ProcessHandle.current().pid());
        LakeErasure.bringToEnd(layout, disk, ledger, erasures);
        return recovered(layout, feeds, openFiles, writeBytes, disk, crash, erasures, lock, ledger);
    }

    /** A writer on a ledger, whose files are first brought to what it says. Closes the ledger when that fails. */
    static LakeWriter recovered(
            LakeLayout layout,
            Feeds feeds,
            int openFiles,
            Disk disk,
            CrashPoint.Visitor crash,
            Erasures erasures,
            LakeLock lock,
            Ledger ledger)
            throws IOException {
        return recovered(layout, feeds, openFiles, WRITE_BYTES, disk, crash, erasures, lock, ledger);
    }

    private static LakeWriter recovered(
            LakeLayout layout,
            Feeds feeds,
            int openFiles,
            int writeBytes,
            Disk disk,
            CrashPoint.Visitor crash,
            Erasures erasures,
            LakeLock lock,
            Ledger ledger)
            throws IOException {
        Optional<DayFiles> recovered = Optional.empty();
        try {
            forceStateFolders(layout, disk);
            new Recovery(layout, disk, ledger).run();
            OpenFiles open = new OpenFiles(disk, layout, openFiles);
            long prunedSoFar = ledger.prunedSoFar();
            recovered = Optional.of(new DayFiles(layout, disk, feeds, open, ledger.files(), ledger.prunedPaths()));
            return new LakeWriter(
                    layout, lock, disk, ledger, open, recovered.get(), prunedSoFar, writeBytes, crash, erasures);
        } finally {
            if (recovered.isEmpty()) {
                ledger.close();
            }
        }
    }

    private static void forceStateFolders(LakeLayout layout, Disk disk) throws IOException {
        disk.forceFolder(layout.state());
        disk.forceFolder(layout.root());
        Path above = layout.root().toAbsolutePath().getParent();
        if (above != null) {
            disk.forceFolder(above);
        }
    }

    /** How far each partition was taken when the last commit ended. */
    public List<Position> positions() {
        return ledger.positions();
    }

    /** The gaps recorded so far. */
    public List<Gap> gaps() {
        return ledger.gaps();
    }

    /**
     * Takes a record into memory: as a line of data, or of dead letters where it is no JSON object.
     *
     * @return which of the two it became
     * @throws FilePrunedException as {@link #force}
     */
    public Kind take(Arrival arrival) {
        return attemptBesidePrune("take a record of " + arrival.topic(), () -> {
            Kind kind = arrival.kind();
            DayFile file = files.of(arrival.topic(), kind, arrival.timestamp());
            LineBuffer line = file.nextLine(buffers);
            int before = line.length();
            lines.write(arrival, line);
            int added = line.length() - before;
            waitingBytes += added;
            uncommittedBytes += added;
            dirty.add(file);
            if (line.length() >= writeBytes) {
                writeEarly(file);
            }
            return kind;
        });
    }

    /** How many bytes of lines wait in memory. */
    public long waitingBytes() {
        return waitingBytes;
    }

    /** How many bytes of lines are not committed, whether they wait in memory or are written. */
    public long uncommittedBytes() {
        return uncommittedBytes;
    }

    /** Bytes behind a file's committed length mean nothing to anybody, so writing them early changes nothing for anybody. */
    private void writeEarly(DayFile file) throws IOException {
        ledger.requireToken();
        forgetPruned();
        files.claim(ledger);
        write(file);
    }

    private void write(DayFile file) throws IOException {
        waitingBytes -= file.waitingBytes();
        file.write(open.of(file), buffers);
    }

    /**
     * Writes every line that waits, and forces all to the disk. Readers see nothing of it yet.
     *
     * @throws FilePrunedException when a file with a line that is not committed was pruned; the lines come again after {@link #recover}
     */
    public ForcedBatch force() {
        return attemptBesidePrune("write", () -> {
            ledger.requireToken();
            forgetPruned();
            files.claim(ledger);
            Map<DayFile, Tail.Forced> tails = new LinkedHashMap<>();
            List<DayFile> all = List.copyOf(dirty);
            for (int from = 0; from < all.size(); from += open.most()) {
                force(all.subList(from, Math.min(all.size(), from + open.most())), tails);
            }
            return new ForcedBatch(this, tails);
        });
    }

    /**
     * Gives up every line that is not committed, whether it waits in memory or is written already.
     *
     * @throws FilePrunedException when a file with such a line was pruned; {@link #recover} then gives up the lines
     */
    public void discard() {
        attemptBesidePrune("give up lines written", () -> {
            for (DayFile file : dirty) {
                open.of(file).truncate(file.tail().length());
                file.drop(buffers);
            }
            nothingWaits();
            return dirty;
        });
    }

    /** Records a gap at once, in a transaction of its own. */
    public void record(Gap gap) {
        attempt("record a gap", () -> {
            ledger.record(gap);
            return gap;
        });
    }

    /**
     * Brings a writer that failed back to what is committed, as opening the lake does, but keeps its lock and fences nobody off.
     * What was not committed is gone; {@link #positions} tells what is. Needs no space on the disk. When it fails it may be called again.
     *
     * @throws DiskFullException when there is not even room to read
     * @throws LakeException when another writer has taken over, or the ledger or a file is damaged
     */
    public void recover() {
        failed = true;
        try {
            open.close();
            ledger = ledger.reopened();
            new Recovery(layout, disk, ledger).run();
            open = new OpenFiles(disk, layout, open.most());
            prunedSoFar = ledger.prunedSoFar();
            files = files.recovered(open, ledger.files(), ledger.prunedPaths());
        } catch (IOException e) {
            throw failure("recover", layout, e);
        }
        dirty.forEach(file -> file.drop(buffers));
        nothingWaits();
        failed = false;
    }

    private void nothingWaits() {
        dirty.clear();
        waitingBytes = 0;
        uncommittedBytes = 0;
    }

    /** As {@link #close}, but keeps the lock. */
    void closeFilesAndLedger() {
        try (Ledger closing = ledger) {
            open.close();
        } catch (IOException e) {
            throw failure("close the files of", layout, e);
        }
    }

    /** Gives up what waits and is not committed, and the lock. */
    @Override
    public void close() {
        try (lock) {
            closeFilesAndLedger();
        }
    }

    CommitCounts commit(Map<DayFile, Tail.Forced> tails, Collection<Position> positions) {
        crash.at(CrashPoint.BEFORE_LEDGER_TRANSACTION);
        attempt("commit", () -> {
            List<LakeFile> entries = new ArrayList<>(tails.size());
            tails.forEach((file, tail) -> entries.add(file.entry(tail)));
            ledger.commit(entries, positions);
            return entries;
        });
        CommitCounts counts = counts(tails);
        tails.forEach((file, tail) -> file.committed(tail, buffers));
        nothingWaits();
        crash.at(CrashPoint.AFTER_LEDGER_TRANSACTION);
        return counts;
    }

    private static CommitCounts counts(Map<DayFile, Tail.Forced> tails) {
        long records = 0;
        long deadLetters = 0;
        long bytes = 0;
        for (Map.Entry<DayFile, Tail.Forced> entry : tails.entrySet()) {
            Tail committed = entry.getKey().tail();
            long added = entry.getValue().records() - committed.records();
            records += entry.getKey().kind() == Kind.DATA ? added : 0;
            deadLetters += entry.getKey().kind() == Kind.DEAD_LETTER ? added : 0;
            bytes += entry.getValue().length() - committed.length();
        }
        return new CommitCounts(records, deadLetters, bytes);
    }

    private void force(List<DayFile> some, Map<DayFile, Tail.Forced> tails) throws IOException {
        for (DayFile file : some) {
            write(file);
        }
        crash.at(CrashPoint.BEFORE_FORCE);
        for (DayFile file : some) {
            tails.put(file, file.written().force(open.of(file)));
        }
        crash.at(CrashPoint.AFTER_FORCE);
    }

    /** What was pruned since is no longer ours to write to. */
    private void forgetPruned() throws IOException {
        long now = ledger.prunedSoFar();
        if (now != prunedSoFar) {
            requireNotPruned();
            files.forget(ledger.prunedPaths());
            prunedSoFar = now;
        }
    }

    private void requireNotPruned() {
        Set<String> pruned = ledger.prunedPaths();
        for (DayFile file : dirty) {
            if (pruned.contains(file.path())) {
                throw new FilePrunedException(file.path());
            }
        }
    }

    /** A file that is gone may have been pruned since this writer looked. */
    private <T> T attemptBesidePrune(String doing, Step<T> step) {
        return attempt(doing, () -> {
            try {
                return step.run();
            } catch (NoSuchFileException e) {
                requireNotPruned();
                throw e;
            }
        });
    }

    /** A step that, when it fails, leaves a writer that can only be closed. */
    private <T> T attempt(String doing, Step<T> step) {
        if (failed) {
            throw new LakeException(
                    "Lake " + layout.root() + ": this writer failed before and cannot " + doing,
                    "open the lake again; that recovers it");
        }
        failed = true;
        try {
            T done = step.run();
            failed = false;
            return done;
        } catch (IOException e) {
            throw failure(doing + " to", layout, e);
        }
    }

    private static LakeException failure(String doing, LakeLayout layout, IOException cause) {
        String message = "Cannot " + doing + " the lake " + layout.root() + ": " + cause.getMessage()
                + " (nothing is half committed)";
        return DiskSpace.ranOut(cause, layout.root())
                ? new DiskFullException(message, cause)
                : new LakeException(message, fix(cause), cause);
    }

    private static Optional<String> fix(IOException cause) {
        return cause instanceof AccessDeniedException
                ? Optional.of("make the lake's folder and everything in it writable for this user")
                : Optional.empty();
    }
}
