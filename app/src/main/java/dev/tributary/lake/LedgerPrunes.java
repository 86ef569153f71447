package dev.tributary.lake;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.SynchronousMode;

/**
 * The ledger as a prune writes it: beside the writer, whom it does not fence off. Both see to it in their transactions that the other has not changed
 * the rows that they are about to change.
 */
final class LedgerPrunes implements AutoCloseable {
    @FunctionalInterface
    private interface Work {
        void run() throws SQLException;
    }

    @FunctionalInterface
    private interface Query<T> {
        T run() throws SQLException;
    }

    private static final int BUSY_MILLIS = 10_000;

    private final Connection connection;
    private final Path file;

    private LedgerPrunes(Connection connection, Path file) {
        this.connection = connection;
        this.file = file;
    }

    /** Opens a ledger that exists. */
    static LedgerPrunes open(Path file) {
        SQLiteConfig config = new SQLiteConfig();
        config.setSynchronous(SynchronousMode.FULL);
        config.setBusyTimeout(BUSY_MILLIS);
        try {
            Connection connection = config.createConnection("jdbc:sqlite:" + file);
            LedgerPrunes ledger = new LedgerPrunes(connection, file);
            ledger.execute("BEGIN IMMEDIATE");
            LedgerFormat.upgrade(connection);
            ledger.execute("COMMIT");
            return ledger;
        } catch (SQLException e) {
            throw LedgerFormat.failure("be opened", file, e);
        }
    }

    /** The files that are taken out of the lake and perhaps still on the disk. */
    List<PrunedFile> undeleted() {
        try {
            return LedgerQueries.pruned(connection).stream()
                    .filter(pruned -> !pruned.deleted())
                    .toList();
        } catch (SQLException e) {
            throw LedgerFormat.failure("read what was pruned", file, e);
        }
    }

    /**
     * Takes files out of the lake, in one transaction. One that was committed to since it was examined stays.
     *
     * @return those that were taken out
     */
    List<PruneTrail.Entry> takeOut(Collection<PruneTrail.Entry> entries) {
        try {
            execute("BEGIN IMMEDIATE");
            List<PruneTrail.Entry> out = new ArrayList<>();
            for (PruneTrail.Entry entry : entries) {
                if (remove(entry.pruned().file())) {
                    out.add(entry);
                }
            }
            insert(connection, out);
            execute("COMMIT"); // The one act: from now on these files are not part of the lake.
            return out;
        } catch (SQLException e) {
            throw LedgerFormat.failure("take files out of the lake", file, e);
        }
    }

    private boolean remove(LakeFile pruned) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM file WHERE path = ? AND length = ? AND checksum = ?")) {
            delete.setString(1, pruned.path());
            delete.setLong(2, pruned.length());
            delete.setLong(3, pruned.checksum());
            return delete.executeUpdate() == 1;
        }
    }

    static void insert(Connection connection, Collection<PruneTrail.Entry> entries) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO pruned (path, topic, date, kind, length, records, checksum, offsets, pruned_at, deleted)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")) {
            for (PruneTrail.Entry entry : entries) {
                LakeFile pruned = entry.pruned().file();
                insert.setString(1, pruned.path());
                insert.setString(2, pruned.topic());
                insert.setString(3, pruned.date().orElseThrow().toString());
                insert.setString(4, pruned.kind().name());
                insert.setLong(5, pruned.length());
                insert.setLong(6, pruned.records());
                insert.setLong(7, pruned.checksum());
                insert.setBytes(8, entry.offsets().bytes());
                insert.setString(9, entry.pruned().at().toString());
                insert.setBoolean(10, entry.pruned().deleted());
                insert.executeUpdate();
            }
        }
        for (PruneTrail.Entry entry : entries) {
            PrunedFile pruned = entry.pruned();
            change(
                    connection,
                    "DELETE FROM restored WHERE path = ?",
                    pruned.file().path());
            if (pruned.archive().isPresent()) {
                own(connection, pruned.archive().get(), pruned.file().path());
            }
        }
    }

    /** An archive is from now on that of a file. */
    private static void own(Connection connection, Archive archive, String file) throws SQLException {
        change(connection, """
                INSERT INTO archive (path, file, bytes, checksum) VALUES (?, ?, ?, ?)
                ON CONFLICT (path) DO UPDATE SET file = excluded.file, bytes = excluded.bytes, checksum = excluded.checksum""", archive.path(), file, archive.bytes(), archive.checksum());
    }

    /** Notes of archives that they are nobody's. */
    static void disown(Connection connection, Collection<String> archives) throws SQLException {
        for (String path : archives) {
            change(
                    connection,
                    "INSERT OR IGNORE INTO archive (path, file, bytes, checksum) VALUES (?, NULL, 0, 0)",
                    path);
        }
    }

    /** Notes until when files that were restored are not pruned. */
    static void hold(Connection connection, Map<String, Instant> restored) throws SQLException {
        for (Map.Entry<String, Instant> file : restored.entrySet()) {
            change(
                    connection,
                    "INSERT OR REPLACE INTO restored (path, until) VALUES (?, ?)",
                    file.getKey(),
                    file.getValue().toString());
        }
    }

    /** Notes that an archive may come to be at a path, which is nobody's. */
    void claimArchive(String path) {
        transaction("claim an archive", () -> disown(connection, List.of(path)));
    }

    /** Whether an archive is that of a pruned file. */
    boolean isOwned(String archive) {
        return read("read its archives", () -> LedgerQueries.pruned(connection)).stream()
                .flatMap(pruned -> pruned.archive().stream())
                .anyMatch(owned -> owned.path().equals(archive));
    }

    /** The archives that are nobody's. */
    List<String> nobodysArchives() {
        return read("read its archives", () -> LedgerQueries.nobodysArchives(connection));
    }

    /** Notes that archives that were nobody's are gone for good. */
    void forgetArchives(Collection<String> paths) {
        transaction("forget archives", () -> {
            for (String path : paths) {
                change(connection, "DELETE FROM archive WHERE path = ? AND file IS NULL", path);
            }
        });
    }

    /** The pruned file of that path, with the coordinates of its records. */
    Optional<PruneTrail.Entry> find(String path) {
        return read("read what was pruned", () -> LedgerQueries.prunedWithOffsets(connection)).stream()
                .filter(entry -> entry.pruned().file().path().equals(path))
                .findFirst();
    }

    /** Notes that a pruned file may be on the disk, where it is nobody's. */
    void undelete(String path) {
        transaction(
                "note that a file may be there",
                () -> change(connection, "UPDATE pruned SET deleted = 0 WHERE path = ?", path));
    }

    /** Puts a pruned file, whose lines are on the disk, back into the lake, in one transaction; its archive becomes nobody's. */
    void putBack(String path, Instant until) {
        transaction("put a file back into the lake", () -> {
            change(connection, """
                    INSERT INTO file (path, topic, date, kind, length, records, checksum)
                    SELECT path, topic, date, kind, length, records, checksum FROM pruned WHERE path = ?""", path);
            change(connection, "DELETE FROM pruned WHERE path = ?", path);
            change(connection, "UPDATE archive SET file = NULL WHERE file = ?", path);
            hold(connection, Map.of(path, until));
        });
    }

    /** Gives a pruned file another archive and the checksum of the lines in it, in one transaction; the archive before becomes nobody's. */
    void replaceArchive(String path, Archive archive, long checksum) {
        transaction("give a file another archive", () -> {
            change(connection, "UPDATE archive SET file = NULL WHERE file = ?", path);
            own(connection, archive, path);
            change(connection, "UPDATE pruned SET checksum = ? WHERE path = ?", checksum, path);
        });
    }

    /** Notes that files are gone from the disk for good. */
    void deleted(Collection<PrunedFile> gone) {
        try {
            execute("BEGIN IMMEDIATE");
            try (PreparedStatement update =
                    connection.prepareStatement("UPDATE pruned SET deleted = 1 WHERE path = ?")) {
                for (PrunedFile pruned : gone) {
                    update.setString(1, pruned.file().path());
                    update.executeUpdate();
                }
            }
            execute("COMMIT");
        } catch (SQLException e) {
            throw LedgerFormat.failure("note what was deleted", file, e);
        }
    }

    private <T> T read(String doing, Query<T> query) {
        try {
            return query.run();
        } catch (SQLException e) {
            throw LedgerFormat.failure(doing, file, e);
        }
    }

    private void transaction(String doing, Work work) {
        read(doing, () -> {
            execute("BEGIN IMMEDIATE");
            work.run();
            execute("COMMIT");
            return doing;
        });
    }

    private static void change(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw LedgerFormat.failure("be closed", file, e);
        }
    }
}
