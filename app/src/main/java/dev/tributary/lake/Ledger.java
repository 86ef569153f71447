package dev.tributary.lake;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;

/**
 * What is committed: the write side, held by the one writer. Each method is one durable transaction, or none at all, and
 * fails when another writer opened the ledger since. When a method fails it is not known whether its transaction was
 * committed; only opening the ledger again tells.
 */
final class Ledger implements AutoCloseable {
    @FunctionalInterface
    private interface Work {
        void run() throws SQLException;
    }

    @FunctionalInterface
    private interface Query<T> {
        T run(Connection connection) throws SQLException;
    }

    private static final int BUSY_MILLIS = 10_000;

    private final Connection connection;
    private final Path file;
    private final long token;

    private Ledger(Connection connection, Path file, long token) {
        this.connection = connection;
        this.file = file;
        this.token = token;
    }

    /**
     * Opens the ledger, made if there is none, and from now on fences every earlier writer off.
     *
     * @throws LakeException when the file is damaged, of a newer Tributary, something else, or not writable
     */
    static Ledger open(Path file, String holder) {
        try {
            Connection connection = connect(file);
            try {
                requireIntact(connection, file);
                return new Ledger(connection, file, takeToken(connection, file, holder));
            } catch (SQLException | RuntimeException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw LedgerFormat.failure("be opened", file, e);
        }
    }

    /**
     * The same ledger through a new connection, for after a failure. Nobody is fenced off, and nothing is written.
     *
     * @throws LakeException when another writer has opened the ledger since, or it cannot be read
     */
    Ledger reopened() {
        close();
        try {
            Connection again = connect(file);
            Optional<Ledger> opened = Optional.empty();
            try {
                requireIntact(again, file);
                Ledger ledger = new Ledger(again, file, token);
                ledger.requireToken();
                opened = Optional.of(ledger);
                return ledger;
            } finally {
                if (opened.isEmpty()) {
                    again.close();
                }
            }
        } catch (SQLException e) {
            throw LedgerFormat.failure("be opened", file, e);
        }
    }

    /** How far each partition was taken. */
    List<Position> positions() {
        return read("read positions", LedgerQueries::positions);
    }

    /** Every file it knows, those claimed and still empty included. */
    List<LakeFile> files() {
        return read("read files", LedgerQueries::files);
    }

    /** What Kafka no longer had. */
    List<Gap> gaps() {
        return read("read gaps", LedgerQueries::gaps);
    }

    /** The paths of the files that are no longer in the lake. They are never used again. */
    Set<String> prunedPaths() {
        return read("read what was pruned", LedgerQueries::pruned).stream()
                .map(pruned -> pruned.file().path())
                .collect(Collectors.toSet());
    }

    /** Whether any pruned file has its lines in an archive. */
    boolean hasArchives() {
        return read("read what was pruned", LedgerQueries::pruned).stream()
                .anyMatch(pruned -> pruned.archive().isPresent());
    }

    /** A number that grows whenever something is pruned. Cheap. */
    long prunedSoFar() {
        return read("read what was pruned", LedgerQueries::prunedSoFar);
    }

    /** The erasures that the lake knows, and whether each is done. */
    Map<String, Boolean> erasures() {
        return read("read erasures", LedgerQueries::erasures);
    }

    /** The checksums that files are about to have, by path. */
    Map<String, Long> rewriting() {
        return read("read what is being rewritten", LedgerQueries::rewriting);
    }

    /** Notes that erasures have begun; those that it knows stay as they are. */
    void begin(Collection<Erasure> erasures) {
        transaction("begin an erasure", () -> {
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO erasure (id, begun_at, done, archives) VALUES (?, ?, 0, 0) ON CONFLICT DO NOTHING")) {
                for (Erasure erasure : erasures) {
                    insert.setString(1, erasure.id());
                    insert.setString(2, erasure.at().toString());
                    insert.executeUpdate();
                }
            }
        });
    }

    /** Notes that no line of the lake is left of the persons of some erasures. */
    void end(Collection<Erasure> erasures) {
        end("UPDATE erasure SET done = 1 WHERE id = ?", erasures);
    }

    /** Notes that no archive has any of them either. */
    void endArchives(Collection<Erasure> erasures) {
        end("UPDATE erasure SET archives = 1 WHERE id = ?", erasures);
    }

    private void end(String sql, Collection<Erasure> erasures) {
        transaction("end an erasure", () -> {
            try (PreparedStatement update = connection.prepareStatement(sql)) {
                for (Erasure erasure : erasures) {
                    update.setString(1, erasure.id());
                    update.executeUpdate();
                }
            }
        });
    }

    /** Notes that a file is about to be replaced by one of the same length with this checksum. */
    void rewriting(LakeFile file, long checksum) {
        transaction("note what is being rewritten", () -> {
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT OR REPLACE INTO rewriting (path, checksum) VALUES (?, ?)")) {
                insert.setString(1, file.path());
                insert.setLong(2, checksum);
                insert.executeUpdate();
            }
        });
    }

    /** Notes that a file was replaced, or that it will not be: its checksum is the one given. */
    void rewritten(String path, long checksum) {
        transaction("note what was rewritten", () -> {
            try (PreparedStatement update = connection.prepareStatement("UPDATE file SET checksum = ? WHERE path = ?");
                    PreparedStatement delete = connection.prepareStatement("DELETE FROM rewriting WHERE path = ?")) {
                update.setLong(1, checksum);
                update.setString(2, path);
                update.executeUpdate();
                delete.setString(1, path);
                delete.executeUpdate();
            }
        });
    }

    /** Fails when another writer has opened the ledger. Cheap. */
    void requireToken() {
        long now = read("read the writer's token", connection -> token(connection));
        if (now != token) {
            throw fenced(now);
        }
    }

    /**
     * Notes that files made by us exist and are empty. Only then may anything be written to them.
     *
     * @throws FilePrunedException when a path is that of a file which was pruned; nothing is noted then
     */
    void claim(Collection<LakeFile> files) {
        transaction("claim files", () -> {
            requireNeverPruned(files);
            insertFiles(files);
        });
    }

    /**
     * Fills a ledger that is empty.
     *
     * @param nobodys archives that may be on the disk and are nobody's
     * @param restored until when files that were restored are not pruned
     */
    void fill(
            Collection<LakeFile> files,
            Collection<Position> positions,
            Collection<PruneTrail.Entry> pruned,
            Collection<String> nobodys,
            Map<String, Instant> restored) {
        transaction("be filled", () -> {
            insertFiles(files);
            upsertPositions(positions);
            LedgerPrunes.insert(connection, pruned);
            LedgerPrunes.disown(connection, nobodys);
            LedgerPrunes.hold(connection, restored);
        });
    }

    /** Forgets files of length 0 that are gone. */
    void forget(Collection<LakeFile> files) {
        transaction("forget files", () -> {
            try (PreparedStatement delete =
                    connection.prepareStatement("DELETE FROM file WHERE path = ? AND length = 0")) {
                for (LakeFile gone : files) {
                    delete.setString(1, gone.path());
                    delete.executeUpdate();
                }
            }
        });
    }

    /**
     * Commits a batch: what was forced to the files, and the positions behind it.
     *
     * @throws FilePrunedException when one of the files is no longer in the lake; nothing is committed then
     */
    void commit(Collection<LakeFile> files, Collection<Position> positions) {
        transaction("commit", () -> {
            updateFiles(files);
            upsertPositions(positions);
        });
    }

    /** Notes a gap; noting one again that starts at the same offset keeps the first note and its longer end. */
    void record(Gap gap) {
        transaction("record a gap", () -> {
            try (PreparedStatement insert = connection.prepareStatement("""
                    INSERT INTO gap VALUES (?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT DO UPDATE SET to_offset = max(to_offset, excluded.to_offset)""")) {
                insert.setString(1, gap.topic());
                insert.setInt(2, gap.epoch());
                insert.setInt(3, gap.partition());
                insert.setLong(4, gap.from());
                insert.setLong(5, gap.to());
                insert.setString(6, gap.reason());
                insert.setString(7, gap.noticed().toString());
                insert.executeUpdate();
            }
        });
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw LedgerFormat.failure("be closed", file, e);
        }
    }

    private void requireNeverPruned(Collection<LakeFile> files) throws SQLException {
        try (PreparedStatement find = connection.prepareStatement("SELECT 1 FROM pruned WHERE path = ?")) {
            for (LakeFile entry : files) {
                find.setString(1, entry.path());
                try (ResultSet found = find.executeQuery()) {
                    if (found.next()) {
                        throw new FilePrunedException(entry.path());
                    }
                }
            }
        }
    }

    private void insertFiles(Collection<LakeFile> files) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO file (path, topic, date, kind, length, records, checksum) VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (path) DO UPDATE SET
                  length = excluded.length, records = excluded.records, checksum = excluded.checksum""")) {
            for (LakeFile entry : files) {
                insert.setString(1, entry.path());
                insert.setString(2, entry.topic());
                insert.setString(3, entry.date().orElseThrow().toString());
                insert.setString(4, entry.kind().name());
                insert.setLong(5, entry.length());
                insert.setLong(6, entry.records());
                insert.setLong(7, entry.checksum());
                insert.executeUpdate();
            }
        }
    }

    /** A file without a row was pruned since it was claimed: its row must not come back. */
    private void updateFiles(Collection<LakeFile> files) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE file SET length = ?, records = ?, checksum = ? WHERE path = ?")) {
            for (LakeFile entry : files) {
                update.setLong(1, entry.length());
                update.setLong(2, entry.records());
                update.setLong(3, entry.checksum());
                update.setString(4, entry.path());
                if (update.executeUpdate() == 0) {
                    throw new FilePrunedException(entry.path());
                }
            }
        }
    }

    private void upsertPositions(Collection<Position> positions) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement("""
                INSERT INTO position (topic, epoch, partition, topic_id, start_offset, next_offset, leader_epoch)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (topic, epoch, partition) DO UPDATE SET
                  topic_id = excluded.topic_id, next_offset = excluded.next_offset,
                  leader_epoch = excluded.leader_epoch""")) {
            for (Position position : positions) {
                upsert.setString(1, position.topic());
                upsert.setInt(2, position.epoch());
                upsert.setInt(3, position.partition());
                upsert.setString(4, position.topicId());
                upsert.setLong(5, position.startOffset());
                upsert.setLong(6, position.nextOffset());
                if (position.leaderEpoch().isPresent()) {
                    upsert.setInt(7, position.leaderEpoch().getAsInt());
                } else {
                    upsert.setNull(7, Types.INTEGER);
                }
                upsert.executeUpdate();
            }
        }
    }

    private void transaction(String doing, Work work) {
        try {
            execute("BEGIN IMMEDIATE");
            long now = token(connection);
            if (now != token) {
                execute("ROLLBACK");
                throw fenced(now);
            }
            runOrRollBack(work);
            execute("COMMIT"); // The commit point: before it nothing has happened, after it everything has.
        } catch (SQLException e) {
            throw LedgerFormat.failure(doing, file, e);
        }
    }

    private void runOrRollBack(Work work) throws SQLException {
        try {
            work.run();
        } catch (FilePrunedException e) {
            execute("ROLLBACK");
            throw e;
        }
    }

    private void execute(String sql) throws SQLException {
        execute(connection, sql);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private <T> T read(String doing, Query<T> query) {
        try {
            return query.run(connection);
        } catch (SQLException e) {
            throw LedgerFormat.failure(doing, file, e);
        }
    }

    private LakeException fenced(long now) {
        return new LakeException(
                "Lake ledger " + file + ": another writer took over (writer " + now + ", this one is " + token + ")",
                "end one of the two processes; what this one had not committed is read again by the other");
    }

    private static Connection connect(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(JournalMode.WAL);
        config.setSynchronous(SynchronousMode.FULL);
        config.setBusyTimeout(BUSY_MILLIS);
        return config.createConnection("jdbc:sqlite:" + file);
    }

    private static void requireIntact(Connection connection, Path file) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("PRAGMA quick_check(1)")) {
            String verdict = rows.getString(1);
            if (!verdict.equals("ok")) {
                throw LedgerFormat.damaged(file, verdict);
            }
        }
    }

    private static long takeToken(Connection connection, Path file, String holder) throws SQLException {
        boolean present = LedgerFormat.present(connection, file);
        execute(connection, "BEGIN IMMEDIATE");
        if (present) {
            LedgerFormat.upgrade(connection);
        } else {
            LedgerFormat.create(connection);
        }
        try (PreparedStatement next = connection.prepareStatement("UPDATE writer SET token = token + 1, holder = ?")) {
            next.setString(1, holder);
            next.executeUpdate();
        }
        long token = token(connection);
        execute(connection, "COMMIT");
        return token;
    }

    private static long token(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT token FROM writer")) {
            return rows.getLong(1);
        }
    }
}
