package dev.tributary.governance;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.tributary.warehouse.Sql;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/**
 * What was done, by whom and when: entries that are only ever added, each sealed together with the one before it. A SQLite file of the
 * project, {@code .tributary/audit.db}; several processes and threads may have it open. An entry is on the disk when {@link #append} returns; the last
 * number and seal move in the same transaction, and are noted in a second file afterwards. So a kill at any moment leaves a whole trail, and an
 * entry that was changed, put in or taken out, at the end as well, is found by {@link #verify}.
 */
public final class AuditTrail implements AutoCloseable {
    private static final int BUSY_MILLIS = 10_000;
    private static final int VERSION = 1;

    /** "TRIA". */
    private static final int APPLICATION = 0x54524941;

    private static final String BEGINNING = "0".repeat(64);

    private static final String[] TABLES = {
        """
        CREATE TABLE entry (
          number INTEGER PRIMARY KEY, at TEXT NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL, details TEXT NOT NULL,
          seal TEXT NOT NULL) STRICT""", """
        CREATE TABLE head (
          one INTEGER PRIMARY KEY CHECK (one = 1), number INTEGER NOT NULL, seal TEXT NOT NULL, head_seal TEXT NOT NULL) STRICT""", """
        CREATE TRIGGER entries_stay BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'the audit trail only grows'); END""", """
        CREATE TRIGGER entries_keep BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'the audit trail only grows'); END""", "PRAGMA application_id = " + APPLICATION, "PRAGMA user_version = " + VERSION,
    };

    /** The last entry. */
    record Head(long number, String seal) {
        static final Head NONE = new Head(0, BEGINNING);

        String text() {
            return number + ":" + seal;
        }
    }

    private final Path file;
    private final AuditKey key;
    private final AuditAnchor anchor;
    private final Connection connection;
    private final AuditPoint.Visitor points;

    private AuditTrail(Path file, AuditKey key, Connection connection, AuditPoint.Visitor points) {
        this.file = file;
        this.key = key;
        this.anchor = new AuditAnchor(file.resolveSibling(AuditAnchor.FILE));
        this.connection = connection;
        this.points = points;
    }

    /** Where the trail of a project lies, given its folder of state. */
    public static Path file(Path state) {
        return state.resolve("audit.db");
    }

    /** The key's file, which a backup needs as well. */
    public static Path keyFile(Path state) {
        return state.resolve(AuditKey.FILE);
    }

    /** The file beside it that notes the last entry, which a backup needs as well. */
    public static Path anchorFile(Path state) {
        return state.resolve(AuditAnchor.FILE);
    }

    /**
     * Opens a project's trail; begins one when there is none and never was.
     *
     * @param state the project's folder of state, {@code .tributary}
     * @throws GovernanceException when it cannot be opened, or a part of it is missing
     */
    public static AuditTrail open(Path state) {
        return open(state, AuditPoint.Visitor.NONE);
    }

    /** The same, for tests that end the process at a point of it. */
    static AuditTrail open(Path state, AuditPoint.Visitor points) {
        Path file = file(state);
        requireWhole(state);
        AuditKey key = AuditKey.loadOrCreate(state);
        points.at(AuditPoint.KEY_MADE);
        try {
            createUnlessThere(file);
            points.at(AuditPoint.FILE_MADE);
            AuditTrail trail = new AuditTrail(file, key, connect(file), points);
            trail.prepare();
            points.at(AuditPoint.TABLES_MADE);
            return trail;
        } catch (IOException | SQLException e) {
            throw failure(file, "open it", e);
        }
    }

    /** A trail of which one part is there and another gone was cut by somebody, and a new one must not take its place. */
    private static void requireWhole(Path state) {
        Path file = file(state);
        if (Files.exists(file) && Files.notExists(keyFile(state))) {
            throw new GovernanceException(
                    "audit trail " + file + ": its key " + keyFile(state) + " is missing",
                    "put the key back from a backup; without it no entry can be checked or added");
        }
        if (Files.notExists(file) && Files.exists(anchorFile(state))) {
            throw new GovernanceException(
                    "audit trail " + file + ": is missing; " + AuditAnchor.FILE + " beside it says that there was one",
                    "put it back from a backup; if it is lost for good, keep " + AuditAnchor.FILE
                            + " elsewhere as evidence, and a new trail begins");
        }
    }

    private static void createUnlessThere(Path file) throws IOException {
        try {
            if (Files.notExists(file)) {
                FileModes.create(file);
            }
        } catch (FileAlreadyExistsException e) {
            return; // another process was first
        }
    }

    private static Connection connect(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        config.setJournalMode(SQLiteConfig.JournalMode.TRUNCATE);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        return config.createConnection(
                "jdbc:sqlite:" + file.toAbsolutePath().toUri().toASCIIString());
    }

    private void prepare() throws SQLException {
        boolean prepared = false;
        try {
            if (Sql.number(connection, "PRAGMA application_id") == 0) {
                inTransaction(this::createTables);
            }
            requireOurs();
            prepared = true;
        } finally {
            if (!prepared) {
                connection.close();
            }
        }
    }

    /** Another process may have been faster. */
    private Boolean createTables() throws SQLException {
        if (Sql.number(connection, "SELECT count(*) FROM sqlite_schema") == 0) {
            for (String sql : TABLES) {
                Sql.execute(connection, sql);
            }
        }
        return true;
    }

    private void requireOurs() throws SQLException {
        if (Sql.number(connection, "PRAGMA application_id") != APPLICATION) {
            throw new GovernanceException(
                    "audit trail " + file + ": is another program's database", "put the trail back from a backup");
        }
        if (Sql.number(connection, "PRAGMA user_version") > VERSION) {
            throw new GovernanceException(
                    "audit trail " + file + ": is of a newer Tributary", "use the newer Tributary that wrote it");
        }
    }

    /**
     * Adds an entry. It is durable when this returns.
     *
     * @return its number
     * @throws GovernanceException when it cannot be written; then nothing was added, and what it would have recorded should not be done
     */
    public synchronized long append(AuditEvent event) {
        try {
            Head added = inTransaction(() -> add(event));
            points.at(AuditPoint.COMMITTED);
            anchor.note(added, () -> points.at(AuditPoint.NOTE_WRITTEN));
            points.at(AuditPoint.NOTED);
            return added.number();
        } catch (IOException | SQLException e) {
            throw failure(file, "add to it", e);
        }
    }

    private Head add(AuditEvent event) throws SQLException {
        Head last = head();
        long number = last.number() + 1;
        String details = json(event);
        String seal = seal(
                last.seal(),
                new AuditEntry(number, event.at(), event.actor(), event.action().text(), details));
        Sql.update(
                connection,
                "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?)",
                number,
                event.at().toString(),
                event.actor(),
                event.action().text(),
                details,
                seal);
        Head head = new Head(number, seal);
        Sql.update(connection, "INSERT OR REPLACE INTO head VALUES (1, ?, ?, ?)", number, seal, sealed(head));
        points.at(AuditPoint.ADDED);
        return head;
    }

    /** The last entry, which the next one is sealed together with; nothing is added behind one that was changed. */
    private Head head() throws SQLException {
        Head head = storedHead().orElse(Head.NONE);
        long last = Sql.number(connection, "SELECT ifnull(max(number), 0) FROM entry");
        long expected = Math.max(head.number(), anchor.number());
        if (last != expected) {
            throw new GovernanceException(
                    "audit trail " + file + ": its last entry is " + last + " and should be " + expected
                            + "; nothing is added to a trail that was cut",
                    "tributary audit verify says more; put the trail back from a backup, or keep its files elsewhere as evidence and"
                            + " a new one begins");
        }
        return head;
    }

    private Optional<Head> storedHead() throws SQLException {
        return Sql.first(
                connection, "SELECT number, seal FROM head", row -> new Head(row.getLong(1), row.getString(2)));
    }

    private String seal(String before, AuditEntry entry) {
        return key.seal(
                before,
                "entry",
                Long.toString(entry.number()),
                entry.at().toString(),
                entry.actor(),
                entry.action(),
                entry.details());
    }

    private String sealed(Head head) {
        return key.seal(head.seal(), "head", Long.toString(head.number()));
    }

    /** By the generator alone: to load what binds whole objects would take longer than a query. */
    private static String json(AuditEvent event) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            for (Map.Entry<String, Object> detail : event.ordered().entrySet()) {
                json.writeFieldName(detail.getKey());
                json.writePOJO(detail.getValue());
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("a text takes whatever is written to it", e);
        }
        return text.toString();
    }

    /**
     * Stands for a value that may identify somebody: the same value always has the same digest here, and nobody without the trail's key can find out
     * which value it was.
     */
    public String digest(String value) {
        return key.digest(value);
    }

    /** The newest entries of some actions, or of all where none is named, the oldest first. */
    public synchronized List<AuditEntry> newest(List<AuditAction> actions, Optional<String> actor, long limit) {
        String among = actions.isEmpty()
                ? ""
                : " AND action IN ("
                        + String.join(
                                ", ",
                                actions.stream()
                                        .map(action -> Sql.literal(action.text()))
                                        .toList())
                        + ")";
        try {
            return Sql.list(
                    connection,
                    "SELECT * FROM (SELECT number, at, actor, action, details FROM entry WHERE (?1 IS NULL OR actor = ?1 COLLATE NOCASE)"
                            + among + " ORDER BY number DESC LIMIT ?2) ORDER BY number",
                    row -> new AuditEntry(
                            row.getLong(1),
                            Instant.parse(row.getString(2)),
                            row.getString(3),
                            row.getString(4),
                            row.getString(5)),
                    orNull(actor),
                    limit);
        } catch (SQLException e) {
            throw failure(file, "read it", e);
        }
    }

    private static @Nullable String orNull(Optional<String> text) {
        return text.orElse(null);
    }

    /**
     * Reads every entry and checks its seal, its place and the end.
     *
     * @param noted heads that were noted earlier, as {@link AuditVerification#head} gave them: the trail must still contain each
     */
    public synchronized AuditVerification verify(List<String> noted) {
        try {
            return inTransaction(
                    () -> new AuditCheck(connection, this::seal, this::sealed, anchor.read(), noted).run());
        } catch (SQLException e) {
            throw failure(file, "read it", e);
        }
    }

    @Override
    public synchronized void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw failure(file, "close it", e);
        }
    }

    @FunctionalInterface
    private interface Work<T> {
        T run() throws SQLException;
    }

    private <T> T inTransaction(Work<T> work) throws SQLException {
        Sql.execute(connection, "BEGIN IMMEDIATE");
        boolean committed = false;
        try {
            T result = work.run();
            Sql.execute(connection, "COMMIT"); // the one act: before it there is no entry
            committed = true;
            return result;
        } finally {
            if (!committed) {
                Sql.execute(connection, "ROLLBACK");
            }
        }
    }

    private static GovernanceException failure(Path file, String doing, Exception cause) {
        return new GovernanceException(
                "audit trail " + file + ": cannot " + doing + ": " + cause.getMessage(),
                Optional.of("make the folder and the file writable for this user, and see that the disk has room;"
                        + " what cannot be audited is not done"),
                cause);
    }
}
