package dev.tributary.quarantine;

import dev.tributary.files.DurableFiles;
import dev.tributary.files.OwnerOnly;
import dev.tributary.lake.SqliteError;
import dev.tributary.quarantine.Deed.Discarded;
import dev.tributary.quarantine.Deed.Outcome;
import dev.tributary.quarantine.Deed.Resubmitted;
import dev.tributary.quarantine.Deed.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/**
 * What people did about the records in quarantine: a SQLite file of the project. Several processes may have it open; each change is one
 * transaction that is on the disk when the method returns. What belongs to no record here is open.
 */
public final class History implements AutoCloseable {
    private static final int BUSY_MILLIS = 10_000;
    private static final int VERSION = 1;

    /** "TRIQ". */
    private static final int APPLICATION = 0x54524951;

    private static final String[] TABLES = {
        """
        CREATE TABLE deed (
          number         INTEGER PRIMARY KEY,
          place          TEXT    NOT NULL,
          file           TEXT    NOT NULL,
          at             TEXT    NOT NULL,
          by             TEXT    NOT NULL,
          discarded      TEXT,
          attempt        TEXT,
          mended         INTEGER,
          topic          TEXT,
          topic_id       TEXT,
          partition      INTEGER,
          from_offset    INTEGER,
          outcome        TEXT CHECK (outcome IN ('intended', 'arrived', 'failed', 'unknown')),
          arrived_offset INTEGER,
          CHECK ((discarded IS NULL) = (attempt IS NOT NULL AND outcome IS NOT NULL))
        ) STRICT""",
        "CREATE INDEX deed_by_place ON deed (place)",
        "CREATE INDEX deed_by_attempt ON deed (attempt)",
        "CREATE UNIQUE INDEX one_sending_at_a_time ON deed (place) WHERE outcome = 'intended'",
        "CREATE TABLE producer (transactional_id TEXT NOT NULL) STRICT",
        "PRAGMA application_id = " + APPLICATION,
        "PRAGMA user_version = " + VERSION,
    };

    private final Path file;
    private final @Nullable Connection connection;

    private History(Path file, @Nullable Connection connection) {
        this.file = file;
        this.connection = connection;
    }

    /** Where the history of a project lies. */
    public static Path file(Path state) {
        return state.resolve("quarantine.db");
    }

    /**
     * Opens it for reading. Where there is none nothing is created, and it is empty.
     *
     * @throws QuarantineException when it cannot be read: damaged, or of a newer Tributary
     */
    public static History read(Path file) {
        return Files.exists(file) ? connect(file, true) : new History(file, null);
    }

    /**
     * Opens it for writing; it is created when there is none.
     *
     * @throws QuarantineException when it cannot be opened
     */
    public static History open(Path file) {
        try {
            OwnerOnly.createFolders(DurableFiles.folderOf(file));
            OwnerOnly.createIfMissing(file);
        } catch (IOException e) {
            throw new QuarantineException(
                    "cannot make the folder of " + file + ": " + e,
                    Optional.of("make the folder writable for this user"),
                    e);
        }
        return connect(file, false);
    }

    private static History connect(Path file, boolean readOnly) {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        config.setReadOnly(readOnly);
        if (!readOnly) {
            config.setJournalMode(SQLiteConfig.JournalMode.WAL);
            config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        }
        try {
            Connection connection = config.createConnection(
                    "jdbc:sqlite:" + file.toAbsolutePath().toUri().toASCIIString());
            History history = new History(file, connection);
            history.prepare(readOnly);
            return history;
        } catch (SQLException e) {
            throw failure(file, "open it", e);
        }
    }

    private void prepare(boolean readOnly) throws SQLException {
        boolean prepared = false;
        try {
            if (number("PRAGMA application_id") == 0 && number("SELECT count(*) FROM sqlite_schema") == 0) {
                if (!readOnly) {
                    inTransaction(this::createUnlessThere);
                }
            } else if (number("PRAGMA application_id") != APPLICATION) {
                throw new QuarantineException(
                        file + " is not a history of the quarantine", "move the file away, if it is not needed");
            } else if (number("PRAGMA user_version") > VERSION) {
                throw new QuarantineException(
                        file + " has format " + number("PRAGMA user_version") + "; this Tributary knows formats up to "
                                + VERSION,
                        "use the newer Tributary that wrote it");
            }
            prepared = true;
        } finally {
            if (!prepared) {
                close();
            }
        }
    }

    /** Another process may have been faster. */
    private void createUnlessThere() throws SQLException {
        if (number("SELECT count(*) FROM sqlite_schema") > 0) {
            return;
        }
        for (String sql : TABLES) {
            execute(sql);
        }
        try (PreparedStatement insert = open().prepareStatement("INSERT INTO producer VALUES (?)")) {
            insert.setString(1, "tributary-quarantine-" + UUID.randomUUID());
            insert.executeUpdate();
        }
    }

    /** The transactional id of the project's resubmissions: always the same, so that a new producer ends what an old one left open. */
    String transactionalId() {
        return query("SELECT transactional_id FROM producer", row -> row.getString(1))
                .get(0);
    }

    /** The newest deed of each record that has one, sendings that failed left out. */
    public Map<Place, Deed> newest() {
        Map<Place, Deed> newest = new HashMap<>();
        query("SELECT * FROM deed WHERE outcome IS NOT 'failed' ORDER BY number", History::deed)
                .forEach(deed -> newest.put(deed.place(), deed));
        return newest;
    }

    /** Everything that was done about a record, in order. */
    public List<Deed> of(Place place) {
        return query("SELECT * FROM deed WHERE place = ? ORDER BY number", History::deed, place.toString());
    }

    /** How many records of each lake file are no longer open. Sendings that are not settled count as open. */
    public Map<String, Long> closedByFile() {
        Map<String, Long> closed = new HashMap<>();
        newest().values().stream()
                .filter(deed -> deed.state() == State.RESUBMITTED || deed.state() == State.DISCARDED)
                .forEach(deed -> closed.merge(deed.file(), 1L, Long::sum));
        return closed;
    }

    /** The sendings whose outcome is not known. */
    List<Resubmitted> unsettled() {
        return query("SELECT * FROM deed WHERE outcome = 'intended' ORDER BY number", History::deed).stream()
                .map(Resubmitted.class::cast)
                .toList();
    }

    /**
     * Notes that records were given up. One that is just being resubmitted is refused, and then none is.
     *
     * @throws QuarantineException when one is just being resubmitted
     */
    public void discard(Collection<Discarded> deeds) {
        write("discard records", () -> {
            for (Discarded deed : deeds) {
                requireSettled(deed.place());
                insert(deed, deed.reason(), null);
            }
        });
    }

    /**
     * Notes that records are about to be sent.
     *
     * @throws QuarantineException when one of them is just being sent
     */
    void intend(Collection<Resubmitted> deeds) {
        write("note what is to be sent", () -> {
            for (Resubmitted deed : deeds) {
                requireSettled(deed.place());
                insert(deed, null, deed);
            }
        });
    }

    private void requireSettled(Place place) {
        boolean unsettled = of(place).stream().anyMatch(deed -> deed.state() == State.UNSETTLED);
        if (unsettled) {
            throw new QuarantineException(
                    place + " is just being resubmitted, by another process or by one that was killed",
                    "run  tributary quarantine resubmit " + place + "  once more: it first finds out what came of it");
        }
    }

    /** Notes what came of sendings, by attempt: the offset where one arrived. Those that are settled already stay as they are. */
    void settle(Map<String, OptionalLong> arrived, Outcome otherwise) {
        write("note what came of it", () -> {
            try (PreparedStatement update = open().prepareStatement("""
                    UPDATE deed SET outcome = ?, arrived_offset = ? WHERE attempt = ? AND outcome = 'intended'""")) {
                for (Map.Entry<String, OptionalLong> attempt : arrived.entrySet()) {
                    OptionalLong offset = attempt.getValue();
                    update.setString(1, text(offset.isPresent() ? Outcome.ARRIVED : otherwise));
                    update.setObject(2, offset.isPresent() ? offset.getAsLong() : null);
                    update.setString(3, attempt.getKey());
                    update.executeUpdate();
                }
            }
        });
    }

    private void insert(Deed deed, @Nullable String discarded, @Nullable Resubmitted sent) throws SQLException {
        try (PreparedStatement insert = open().prepareStatement("""
                INSERT INTO deed (place, file, at, by, discarded, attempt, mended, topic, topic_id, partition, from_offset, outcome)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")) {
            insert.setString(1, deed.place().toString());
            insert.setString(2, deed.file());
            insert.setString(3, deed.at().toString());
            insert.setString(4, deed.by());
            insert.setString(5, discarded);
            if (sent != null) {
                insert.setString(6, sent.attempt());
                insert.setBoolean(7, sent.mended());
                insert.setString(8, sent.target().topic());
                insert.setString(9, sent.target().topicId());
                insert.setInt(10, sent.target().partition());
                insert.setLong(11, sent.target().fromOffset());
                insert.setString(12, text(sent.outcome()));
            }
            insert.executeUpdate();
        }
    }

    private static String text(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT);
    }

    private static Deed deed(ResultSet row) throws SQLException {
        Place place = Place.parse(row.getString("place")).orElseThrow();
        String file = row.getString("file");
        Instant at = Instant.parse(row.getString("at"));
        String by = row.getString("by");
        String discarded = row.getString("discarded");
        if (discarded != null) {
            return new Discarded(place, file, at, by, discarded);
        }
        long offset = row.getLong("arrived_offset");
        boolean arrived = !row.wasNull();
        return new Resubmitted(
                place,
                file,
                at,
                by,
                row.getString("attempt"),
                row.getBoolean("mended"),
                new Target(
                        row.getString("topic"),
                        row.getString("topic_id"),
                        row.getInt("partition"),
                        row.getLong("from_offset")),
                Outcome.valueOf(row.getString("outcome").toUpperCase(Locale.ROOT)),
                arrived ? OptionalLong.of(offset) : OptionalLong.empty());
    }

    @FunctionalInterface
    private interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    @FunctionalInterface
    private interface Change {
        void make() throws SQLException;
    }

    private synchronized <T> List<T> query(String sql, Row<T> row, String... parameters) {
        List<T> found = new ArrayList<>();
        if (connection == null) {
            return found;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(row.read(rows));
                }
            }
            return found;
        } catch (SQLException e) {
            throw failure(file, "read it", e);
        }
    }

    private synchronized void write(String doing, Change change) {
        try {
            inTransaction(change);
        } catch (SQLException e) {
            throw failure(file, doing, e);
        }
    }

    private void inTransaction(Change change) throws SQLException {
        execute("BEGIN IMMEDIATE");
        boolean committed = false;
        try {
            change.make();
            execute("COMMIT");
            committed = true;
        } finally {
            if (!committed) {
                execute("ROLLBACK");
            }
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = open().createStatement()) {
            statement.execute(sql);
        }
    }

    private int number(String sql) throws SQLException {
        try (Statement statement = open().createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.getInt(1);
        }
    }

    private Connection open() {
        if (connection == null) {
            throw new IllegalStateException(file + " is not there, and was opened for reading");
        }
        return connection;
    }

    private static QuarantineException failure(Path file, String doing, SQLException cause) {
        Optional<String> fix = switch (SqliteError.primary(cause)) {
            case SQLITE_NOTADB, SQLITE_CORRUPT ->
                Optional.of("put back a copy of it; without it nobody knows what was resubmitted already");
            case SQLITE_FULL -> Optional.of("free space on the disk, then try again");
            case SQLITE_CANTOPEN, SQLITE_READONLY, SQLITE_PERM ->
                Optional.of("make the folder and the file writable for this user");
            case SQLITE_BUSY -> Optional.of("another program holds it open for writing; end it");
            default -> Optional.empty();
        };
        return new QuarantineException(
                "history of the quarantine " + file + ": cannot " + doing + ": " + cause.getMessage(), fix, cause);
    }

    @Override
    public void close() {
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException e) {
                throw failure(file, "close it", e);
            }
        }
    }
}
