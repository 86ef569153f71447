package dev.tributary.lake;

import dev.tributary.files.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/**
 * Makes a ledger anew from the lines of its lake, in this order:
 *
 * <ol>
 *   <li>Take the lake's lock and the prune's: nobody writes or deletes.
 *   <li>Refuse when there is a ledger of a newer Tributary. Take from one that can still be read what no line tells: topic ids, gaps, and what was
 *       pruned. Never its offsets or lengths, which may be what is damaged. From one that cannot be read, the trail beside it tells what was pruned.
 *   <li>Read every line. Each partition was taken up to its last line, each file reaches to its last whole line.
 *   <li>Write that into a new ledger beside the old one, {@code ledger.db.rebuild}. What a killed rebuilding left there is deleted first.
 *   <li>Run the ordinary recovery with it, which cuts what stands behind the last whole line of a file.
 *   <li>Take what the caller finds in Kafka and not in the lines, through the ordinary writer. The last batch may have been written in part only: then
 *       a file has a later record of a partition, and another file lacks an earlier one. Without this step it would be lost. Killed here, the lines taken are
 *       lines like all others for the next rebuilding.
 *   <li>Give the old ledger, first itself and then its log, a dated name. Killed here, there is none: every command then refuses and names this one.
 *   <li>Rename the new ledger to the name. <b>This is the one act.</b> Force the folder.
 * </ol>
 */
public final class LedgerRebuild implements AutoCloseable {
    private static final List<String> SIDE_FILES = List.of("-wal", "-journal", "-shm");
    private static final int OPEN_FILES = 64;

    /** Is told how far it is. */
    public interface Listener {
        /** So many bytes of the lake are read. */
        default void read(long bytes, long total) {}

        /** The rebuilding has reached this place. */
        default void at(LedgerRebuildPoint point) {}
    }

    /** What a ledger that can still be read knows beside its offsets. */
    private record Known(
            boolean readable,
            List<Position> positions,
            List<Gap> gaps,
            List<PruneTrail.Entry> pruned,
            List<String> nobodysArchives,
            Map<String, Instant> restored) {}

    private final LakeLayout layout;
    private final Listener listener;
    private final LakeLock lock;
    private final LakeLock prunes;
    private final LakeSurvey survey;
    private final Known known;
    private final Path fresh;
    private final LakeWriter writer;
    private final Map<LakeSurvey.Source, String> ids = new HashMap<>();
    private long taken;
    private boolean writerClosed;

    private LedgerRebuild(
            LakeLayout layout,
            Feeds feeds,
            Disk disk,
            Erasures erasures,
            Listener listener,
            LakeLock lock,
            LakeLock prunes)
            throws IOException {
        this.layout = layout;
        this.listener = listener;
        this.lock = lock;
        this.prunes = prunes;
        this.fresh = beside(layout.ledger(), ".rebuild");
        this.known = known(layout);
        long total = LakeSurvey.bytes(layout);
        LongConsumer progress = bytes -> listener.read(bytes, total);
        this.survey = LakeSurvey.of(layout, known.pruned(), progress);
        listener.at(LedgerRebuildPoint.SURVEYED);
        delete(fresh);
        Ledger ledger = Ledger.open(fresh, "process " + ProcessHandle.current().pid());
        this.writer = LakeWriter.recovered(
                layout, feeds, OPEN_FILES, disk, CrashPoint.Visitor.NONE, erasures, lock, filled(ledger, erasures));
        listener.at(LedgerRebuildPoint.CUT);
    }

    /**
     * Reads the lake and prepares the new ledger. The old one is as it was until {@link #install}.
     *
     * @throws LakeLockedException when a writer is on the lake
     * @throws LakeException when the old ledger is of a newer Tributary, or the lake cannot be read or written
     */
    public static LedgerRebuild open(LakeLayout layout, Feeds feeds, Disk disk, Listener listener) {
        return open(layout, feeds, disk, Erasures.NONE, listener);
    }

    /** As above, of a lake from which persons were erased: what is taken from Kafka has none of their records. */
    public static LedgerRebuild open(LakeLayout layout, Feeds feeds, Disk disk, Erasures erasures, Listener listener) {
        LakeLock lock = LakeLock.hold(layout);
        Optional<LakeLock> prunes = Optional.empty();
        Optional<LedgerRebuild> opened = Optional.empty();
        try {
            prunes = Optional.of(LakeLock.takeForPrune(layout));
            opened = Optional.of(new LedgerRebuild(layout, feeds, disk, erasures, listener, lock, prunes.get()));
            return opened.get();
        } catch (IOException e) {
            throw failure(layout, e);
        } finally {
            if (opened.isEmpty()) {
                prunes.ifPresent(LakeLock::close);
                lock.close();
            }
        }
    }

    /** Which erasures are done no line tells: the next writer looks. */
    private Ledger filled(Ledger ledger, Erasures erasures) {
        try {
            ledger.begin(erasures.all());
            ledger.fill(survey.files(), identified(), known.pruned(), known.nobodysArchives(), known.restored());
            known.gaps().forEach(ledger::record);
            return ledger;
        } catch (RuntimeException e) {
            ledger.close();
            throw e;
        }
    }

    /** What the lines say. */
    public LakeSurvey survey() {
        return survey;
    }

    /** Whether the old ledger could be read, so that its topic ids and gaps are in the new one. */
    public boolean oldReadable() {
        return known.readable();
    }

    /** The gaps that are known. */
    public List<Gap> gaps() {
        return known.gaps();
    }

    /** What is known to have been pruned, from the old ledger or from the trail beside it. */
    public List<PrunedFile> pruned() {
        return known.pruned().stream().map(PruneTrail.Entry::pruned).toList();
    }

    /** Notes which topic of Kafka a partition's lines are of. */
    public void identify(LakeSurvey.Source source, String topicId) {
        ids.put(source, topicId);
    }

    /** Takes a record that the lines should have and have not. */
    public void take(Arrival missing) {
        writer.take(missing);
        taken++;
        if (writer.uncommittedBytes() > 8 << 20) {
            writer.force().commit(List.of());
        }
    }

    /** How many records were taken. */
    public long taken() {
        return taken;
    }

    /**
     * Puts the new ledger in its place.
     *
     * @return where the old one is kept, if there was one
     */
    public Optional<Path> install(Instant now) {
        writer.force().commit(identified());
        listener.at(LedgerRebuildPoint.FILLED);
        closeWriter();
        try {
            DurableFiles.force(fresh);
            Optional<Path> kept = setAside(now);
            DurableFiles.forceFolder(layout.state());
            listener.at(LedgerRebuildPoint.OLD_ASIDE);
            // The one act: before it there is no ledger and everybody refuses, after it there is the new one.
            DurableFiles.replace(fresh, layout.ledger());
            listener.at(LedgerRebuildPoint.AFTER_SWAP);
            return kept;
        } catch (IOException e) {
            throw failure(layout, e);
        }
    }

    private List<Position> identified() {
        List<Position> identified = new ArrayList<>();
        for (Position position : survey.positions()) {
            LakeSurvey.Source source = new LakeSurvey.Source(position.topic(), position.epoch(), position.partition());
            identified.add(new Position(
                    position.topic(),
                    position.partition(),
                    position.epoch(),
                    ids.getOrDefault(source, knownId(source)),
                    position.startOffset(),
                    position.nextOffset(),
                    position.leaderEpoch()));
        }
        return identified;
    }

    private String knownId(LakeSurvey.Source source) {
        return known.positions().stream()
                .filter(position -> position.topic().equals(source.topic()) && position.epoch() == source.epoch())
                .map(Position::topicId)
                .findFirst()
                .orElse("");
    }

    private Optional<Path> setAside(Instant now) throws IOException {
        String stamp = now.truncatedTo(ChronoUnit.SECONDS).toString().replace(":", "");
        Path kept = beside(layout.ledger(), ".old-" + stamp);
        for (int number = 2; Files.exists(kept); number++) {
            kept = beside(layout.ledger(), ".old-" + stamp + "-" + number);
        }
        boolean there = Files.exists(layout.ledger());
        if (there) {
            Files.move(layout.ledger(), kept);
        }
        for (String suffix : SIDE_FILES) {
            Path side = beside(layout.ledger(), suffix);
            if (Files.exists(side)) {
                Files.move(side, beside(kept, suffix));
            }
        }
        return there ? Optional.of(kept) : Optional.empty();
    }

    private static Known known(LakeLayout layout) throws IOException {
        Path ledger = layout.ledger();
        if (!Files.exists(ledger) || Files.size(ledger) == 0) {
            return linesAndTrail(layout);
        }
        SQLiteConfig config = new SQLiteConfig();
        config.resetOpenMode(SQLiteOpenMode.CREATE);
        try (Connection connection = config.createConnection("jdbc:sqlite:" + ledger)) {
            LedgerFormat.requireNotNewer(connection, ledger);
            if (!whole(connection)) {
                return linesAndTrail(layout);
            }
            return new Known(
                    true,
                    LedgerQueries.positions(connection),
                    LedgerQueries.gaps(connection),
                    LedgerQueries.prunedWithOffsets(connection),
                    LedgerQueries.nobodysArchives(connection),
                    LedgerQueries.restored(connection));
        } catch (SQLException | DateTimeException unreadable) {
            return linesAndTrail(layout); // what it knew beside them is lost, which is told
        }
    }

    /**
     * Without a ledger that can be read, a file that the trail names was pruned when it is gone; else it is in the lake as before. Of several archives of
     * a file the last that is there is its archive; the others are nobody's.
     */
    private static Known linesAndTrail(LakeLayout layout) throws IOException {
        Map<String, PruneTrail.Entry> pruned = new LinkedHashMap<>();
        Set<String> archives = new LinkedHashSet<>();
        for (PruneTrail.Entry entry : PruneTrail.read(layout)) {
            String path = entry.pruned().file().path();
            Optional<Archive> archive = entry.pruned().archive();
            archive.ifPresent(made -> archives.add(made.path()));
            boolean there = archive.isEmpty()
                    || Files.exists(layout.resolve(archive.get().path()));
            if (!Files.exists(layout.resolve(path)) && (there || !pruned.containsKey(path))) {
                pruned.put(path, entry);
            }
        }
        pruned.values().forEach(entry -> entry.pruned().archive().ifPresent(owned -> archives.remove(owned.path())));
        return new Known(false, List.of(), List.of(), List.copyOf(pruned.values()), List.copyOf(archives), Map.of());
    }

    private static boolean whole(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("PRAGMA integrity_check(1)")) {
            return rows.next() && "ok".equals(rows.getString(1));
        }
    }

    private static void delete(Path database) throws IOException {
        for (String suffix : SIDE_FILES) {
            Files.deleteIfExists(beside(database, suffix));
        }
        Files.deleteIfExists(database);
    }

    private static Path beside(Path file, String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }

    private static LakeException failure(LakeLayout layout, IOException cause) {
        return new LakeException(
                "Lake ledger " + layout.ledger() + " cannot be made anew: " + cause
                        + " (what was done so far does no harm)",
                Optional.of("mend that, then run tributary rebuild --ledger again"),
                cause);
    }

    private void closeWriter() {
        if (!writerClosed) {
            writerClosed = true;
            writer.closeFilesAndLedger();
        }
    }

    /** Gives the lock back. */
    @Override
    public void close() {
        try (lock;
                prunes) {
            closeWriter();
        }
    }
}
