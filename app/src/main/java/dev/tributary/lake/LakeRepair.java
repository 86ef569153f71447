package dev.tributary.lake;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The right to mend the files of a lake: its lock and its ledger, so that nobody writes meanwhile. */
public final class LakeRepair implements AutoCloseable {
    private final LakeLayout layout;
    private final LakeLock lock;
    private final LakeLock prunes;
    private final Ledger ledger;

    private LakeRepair(LakeLayout layout, LakeLock lock, LakeLock prunes, Ledger ledger) {
        this.layout = layout;
        this.lock = lock;
        this.prunes = prunes;
        this.ledger = ledger;
    }

    /**
     * Takes the lock of a lake, and fences earlier writers off.
     *
     * @throws LakeLockedException when a writer or a prune is on the lake
     * @throws LakeException when the ledger is missing, damaged, or of a newer Tributary
     */
    public static LakeRepair open(LakeLayout layout) {
        LakeReader.open(layout).close();
        LakeLock lock = LakeLock.hold(layout);
        Optional<LakeLock> prunes = Optional.empty();
        Optional<LakeRepair> opened = Optional.empty();
        try {
            prunes = Optional.of(LakeLock.takeForPrune(layout));
            opened = Optional.of(new LakeRepair(layout, lock, prunes.get(), settled(layout)));
            return opened.get();
        } finally {
            if (opened.isEmpty()) {
                prunes.ifPresent(LakeLock::close);
                lock.close();
            }
        }
    }

    /** The ledger, which knows what a killed erasure did. */
    private static Ledger settled(LakeLayout layout) {
        Ledger ledger = Ledger.open(
                layout.ledger(), "process " + ProcessHandle.current().pid());
        Optional<Ledger> settled = Optional.empty();
        try {
            new Rewriting(layout, ledger).settle();
            settled = Optional.of(ledger);
            return ledger;
        } catch (IOException e) {
            throw new LakeException("Lake " + layout.root() + " cannot be read: " + e, e);
        } finally {
            if (settled.isEmpty()) {
                ledger.close();
            }
        }
    }

    /** The files that have committed lines. */
    public List<LakeFile> files() {
        return ledger.files().stream().filter(file -> file.length() > 0).toList();
    }

    /** How far each partition was taken. */
    public List<Position> positions() {
        return ledger.positions();
    }

    /**
     * Puts lines back where the records offered allow it.
     *
     * @param reorder whether lines may come to stand in another order than they did, each partition's kept, with a new checksum in the ledger
     * @return what was done; empty when they cannot be put back, and the file stays as it is
     */
    public Optional<FileRepair.Mended> mend(FileRepair repair, boolean reorder, Consumer<FileRepairPoint> points) {
        try {
            return repair.mend(ledger, reorder, points);
        } catch (IOException e) {
            throw new LakeException(
                    "Lake " + layout.root() + ": a file cannot be mended: " + e + " (it is as it was, or whole)", e);
        }
    }

    @Override
    public void close() {
        try (lock;
                prunes) {
            ledger.close();
        }
    }
}
