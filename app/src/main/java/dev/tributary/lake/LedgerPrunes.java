package dev.tributary.lake;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.SynchronousMode;

/**
 * The ledger as a prune writes it: beside the writer, whom it does not fence off. Both see to it in their transactions that the other has not changed
 * the rows that they are about to change.
 */
final class LedgerPrunes implements AutoCloseable {
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
