package dev.tributary.lake;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/**
 * The read side of a lake. Safe while a writer runs, in this process or another: it sees what is committed and nothing
 * else. Works on a folder without a ledger, and on none at all, where it finds nothing until there is something. Its
 * methods may be called from several threads.
 */
public final class LakeReader implements AutoCloseable {
    @FunctionalInterface
    private interface Query<T> {
        T run(Connection ledger) throws SQLException;
    }

    private static final int BUSY_MILLIS = 10_000;

    private final LakeLayout layout;
    private final ForeignFiles foreign;
    private @Nullable Connection ledger;

    private LakeReader(LakeLayout layout) {
        this.layout = layout;
        this.foreign = new ForeignFiles(layout);
    }

    /**
     * Opens a lake for reading. Nothing is created.
     *
     * @throws LakeException when there is a ledger that cannot be read: damaged, or of a newer Tributary; or when the ledger
     *     of a lake that Tributary wrote has been lost, and with it what is committed. Files that were copied away from their
     *     lake are read whole, like those of any other tool.
     */
    public static LakeReader open(LakeLayout layout) {
        LakeReader reader = new LakeReader(layout);
        if (Files.exists(layout.state()) && !Files.exists(layout.ledger())) {
            reader.refuseUnknownHistory();
        }
        reader.version();
        return reader;
    }

    /** Where this lake lies. */
    public LakeLayout layout() {
        return layout;
    }

    /**
     * Where the lines of a lake are at one moment: each is in one of them.
     *
     * @param files the files that have committed lines, and those that other tools made, sorted by path
     * @param archived the pruned files whose lines are in archives, sorted by path
     */
    public record Contents(List<LakeFile> files, List<PrunedFile> archived) {
        public Contents {
            files = List.copyOf(files);
            archived = List.copyOf(archived);
        }
    }

    /** What the ledger knows at one moment. */
    private record Known(List<LakeFile> files, List<PrunedFile> pruned) {
        static final Known NOTHING = new Known(List.of(), List.of());

        static Known of(Connection ledger) throws SQLException {
            try (Statement statement = ledger.createStatement()) {
                statement.execute("BEGIN");
                try {
                    return new Known(LedgerQueries.files(ledger), LedgerQueries.pruned(ledger));
                } finally {
                    statement.execute("COMMIT");
                }
            }
        }
    }

    /** The files that have committed lines, and those that other tools made; dead letters included, sorted by path. */
    public List<LakeFile> files() {
        return contents().files();
    }

    /** The files and the archives. Take a {@link LakeLease} before, so that none of them is deleted while it is read. */
    public Contents contents() {
        List<LakeFile> onDisk = onDisk();
        Known known = query("read files", Known::of, Known.NOTHING);
        List<LakeFile> all = new ArrayList<>(unknown(onDisk, known));
        known.files().stream().filter(file -> file.length() > 0).forEach(all::add);
        all.sort(Comparator.comparing(LakeFile::path));
        List<PrunedFile> archived = known.pruned().stream()
                .filter(pruned -> pruned.archive().isPresent())
                .sorted(Comparator.comparing(pruned -> pruned.file().path()))
                .toList();
        return new Contents(all, archived);
    }

    /** Until when files that were restored from archives are not pruned, by path. */
    public Map<String, Instant> restored() {
        return query("read what was restored", LedgerQueries::restored, Map.of());
    }

    /** The files that have committed lines, by the ledger alone, sorted by path. The disk is not looked at. */
    public List<LakeFile> committedFiles() {
        return knownFiles().stream().filter(file -> file.length() > 0).toList();
    }

    /** The files that other tools made, sorted by path. */
    public List<LakeFile> foreignFiles() {
        return files().stream().filter(LakeFile::foreign).toList();
    }

    /** The files that are no longer in the lake because their days had expired, in the order in which they were pruned. */
    public List<PrunedFile> pruned() {
        return query("read what was pruned", LedgerQueries::pruned, List.of());
    }

    /** The pruned files with the coordinates of their records. */
    public Map<PrunedFile, PrunedOffsets> prunedOffsets() {
        return query("read what was pruned", LedgerQueries::prunedWithOffsets, List.<PruneTrail.Entry>of()).stream()
                .collect(Collectors.toMap(
                        PruneTrail.Entry::pruned, PruneTrail.Entry::offsets, (one, two) -> two, LinkedHashMap::new));
    }

    /** The ids of the erasures that the lake knows, and whether each is done. */
    public Map<String, Boolean> erasures() {
        return query("read erasures", LedgerQueries::erasures, Map.of());
    }

    /** The ids of the erasures that are done, in files and archives. */
    public Set<String> finishedErasures() {
        return query("read erasures", LedgerQueries::finishedErasures, Set.of());
    }

    /** How far each partition was taken, by topic, epoch and partition; the epochs before the current one included. */
    public List<Position> positions() {
        return query("read positions", LedgerQueries::positions, List.of());
    }

    /** What Kafka no longer had when it should have been read. */
    public List<Gap> gaps() {
        return query("read gaps", LedgerQueries::gaps, List.of());
    }

    /** A number that differs from the one before whenever something was committed since. Costs next to nothing. */
    public long version() {
        return query("read its version", LedgerQueries::dataVersion, 0L);
    }

    @Override
    public synchronized void close() {
        if (ledger != null) {
            try {
                ledger.close();
            } catch (SQLException e) {
                throw LedgerFormat.failure("be closed", layout.ledger(), e);
            } finally {
                ledger = null;
            }
        }
    }

    private void refuseUnknownHistory() {
        try {
            UnknownHistory.refuse(layout);
        } catch (IOException e) {
            throw new LakeException("Cannot look through the lake " + layout.root() + ": " + e, e);
        }
    }

    private List<LakeFile> knownFiles() {
        return query("read files", LedgerQueries::files, List.of());
    }

    private List<LakeFile> onDisk() {
        try {
            return foreign.onDisk();
        } catch (IOException e) {
            throw new LakeException("Cannot look through the lake " + layout.root() + ": " + e, e);
        }
    }

    private List<LakeFile> unknown(List<LakeFile> onDisk, Known known) {
        try {
            return foreign.unknown(onDisk, known.files(), known.pruned());
        } catch (IOException e) {
            throw new LakeException("Cannot look through the lake " + layout.root() + ": " + e, e);
        }
    }

    private synchronized <T> T query(String doing, Query<T> query, T withoutLedger) {
        try {
            Connection connection = connect();
            return connection == null ? withoutLedger : query.run(connection);
        } catch (SQLException e) {
            throw LedgerFormat.failure(doing, layout.ledger(), e);
        }
    }

    /** The connection, made as soon as there is a ledger with its tables; null before. */
    private @Nullable Connection connect() throws SQLException {
        if (ledger == null && Files.exists(layout.ledger())) {
            SQLiteConfig config = new SQLiteConfig();
            config.setReadOnly(true);
            config.setBusyTimeout(BUSY_MILLIS);
            Connection opened = config.createConnection("jdbc:sqlite:" + layout.ledger());
            ledger = presentOrClosed(opened);
        }
        return ledger;
    }

    private @Nullable Connection presentOrClosed(Connection opened) throws SQLException {
        boolean present = false;
        try {
            present = LedgerFormat.present(opened, layout.ledger());
            return present ? opened : null;
        } finally {
            if (!present) {
                opened.close();
            }
        }
    }
}
