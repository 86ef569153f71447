package dev.tributary.lake;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.sqlite.SQLiteErrorCode;

/** The ledger's tables, and how its file is told from others. Described in {@code docs/lake-format.md}. */
final class LedgerFormat {
    /** Written to {@code user_version}; grows with every change that an older Tributary would misread. */
    static final int VERSION = 4;

    /** Written to {@code application_id}: "TRIB". */
    static final int APPLICATION = 0x54524942;

    /** What mends a ledger that is lost or damaged. */
    static final String REBUILD = "tributary rebuild --ledger makes it anew from the lake's lines";

    private static final String[] TABLES = {
        """
        CREATE TABLE position (
          topic        TEXT    NOT NULL,
          epoch        INTEGER NOT NULL,
          partition    INTEGER NOT NULL,
          topic_id     TEXT    NOT NULL,
          start_offset INTEGER NOT NULL,
          next_offset  INTEGER NOT NULL CHECK (next_offset >= start_offset),
          leader_epoch INTEGER,
          PRIMARY KEY (topic, epoch, partition)
        ) STRICT""",
        """
        CREATE TABLE file (
          path     TEXT    NOT NULL PRIMARY KEY,
          topic    TEXT    NOT NULL,
          date     TEXT    NOT NULL,
          kind     TEXT    NOT NULL CHECK (kind IN ('DATA', 'DEAD_LETTER')),
          length   INTEGER NOT NULL,
          records  INTEGER NOT NULL,
          checksum INTEGER NOT NULL
        ) STRICT""",
        """
        CREATE TABLE gap (
          topic       TEXT    NOT NULL,
          epoch       INTEGER NOT NULL,
          partition   INTEGER NOT NULL,
          from_offset INTEGER NOT NULL,
          to_offset   INTEGER NOT NULL CHECK (to_offset > from_offset),
          reason      TEXT    NOT NULL,
          noticed_at  TEXT    NOT NULL,
          PRIMARY KEY (topic, epoch, partition, from_offset)
        ) STRICT""",
        "CREATE TABLE writer (token INTEGER NOT NULL, holder TEXT NOT NULL) STRICT",
        "INSERT INTO writer VALUES (0, 'nobody')",
        "PRAGMA application_id = " + APPLICATION,
    };

    /** What format 2 has more than format 1. Numbers grow, so that the highest tells whether something was pruned since. */
    private static final String[] ADDED_IN_2 = {
        """
        CREATE TABLE pruned (
          number    INTEGER PRIMARY KEY AUTOINCREMENT,
          path      TEXT    NOT NULL UNIQUE,
          topic     TEXT    NOT NULL,
          date      TEXT    NOT NULL,
          kind      TEXT    NOT NULL CHECK (kind IN ('DATA', 'DEAD_LETTER')),
          length    INTEGER NOT NULL,
          records   INTEGER NOT NULL,
          checksum  INTEGER NOT NULL,
          offsets   BLOB    NOT NULL,
          pruned_at TEXT    NOT NULL,
          deleted   INTEGER NOT NULL CHECK (deleted IN (0, 1))
        ) STRICT""", "PRAGMA user_version = 2",
    };

    /** What format 3 has more than format 2. An archive without a file is nobody's: it is being made, or waits to be deleted. */
    private static final String[] ADDED_IN_3 = {
        """
        CREATE TABLE archive (
          path     TEXT    NOT NULL PRIMARY KEY,
          file     TEXT    UNIQUE,
          bytes    INTEGER NOT NULL,
          checksum INTEGER NOT NULL
        ) STRICT""",
        "CREATE TABLE restored (path TEXT NOT NULL PRIMARY KEY, until TEXT NOT NULL) STRICT",
        "PRAGMA user_version = 3",
    };

    /** What format 4 has more: persons who were erased, and the file that is being replaced without them. */
    private static final String[] ADDED_IN_4 = {
        """
        CREATE TABLE erasure (
          id       TEXT    NOT NULL PRIMARY KEY,
          begun_at TEXT    NOT NULL,
          done     INTEGER NOT NULL CHECK (done IN (0, 1)),
          archives INTEGER NOT NULL CHECK (archives IN (0, 1))
        ) STRICT""", """
        CREATE TABLE rewriting (
          path     TEXT    NOT NULL PRIMARY KEY,
          checksum INTEGER NOT NULL
        ) STRICT""", "PRAGMA user_version = 4",
    };

    private LedgerFormat() {}

    /** Makes the tables in a database that has none. Call inside a transaction. */
    static void create(Connection connection) throws SQLException {
        execute(connection, TABLES);
        execute(connection, ADDED_IN_2);
        execute(connection, ADDED_IN_3);
        execute(connection, ADDED_IN_4);
    }

    /** Brings the tables of an older format to this one. Call inside a transaction. */
    static void upgrade(Connection connection) throws SQLException {
        if (!knowsPruned(connection)) {
            execute(connection, ADDED_IN_2);
        }
        if (!knowsArchives(connection)) {
            execute(connection, ADDED_IN_3);
        }
        if (!knowsErased(connection)) {
            execute(connection, ADDED_IN_4);
        }
    }

    /** Whether the ledger is of a format in which persons may be erased. */
    static boolean knowsErased(Connection connection) throws SQLException {
        return number(connection, "PRAGMA user_version") >= 4;
    }

    /** Whether the ledger is of a format in which files may be pruned. */
    static boolean knowsPruned(Connection connection) throws SQLException {
        return number(connection, "PRAGMA user_version") >= 2;
    }

    /** Whether the ledger is of a format in which pruned files may have archives. */
    static boolean knowsArchives(Connection connection) throws SQLException {
        return number(connection, "PRAGMA user_version") >= 3;
    }

    private static void execute(Connection connection, String[] statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.executeUpdate(sql);
            }
        }
    }

    /**
     * Whether the database has the ledger's tables.
     *
     * @throws LakeException when it is another database, or one of a newer Tributary
     */
    static boolean present(Connection connection, Path file) throws SQLException {
        int version = number(connection, "PRAGMA user_version");
        int application = number(connection, "PRAGMA application_id");
        if (version == 0 && application == 0 && number(connection, "SELECT count(*) FROM sqlite_schema") == 0) {
            return false;
        }
        if (application != APPLICATION) {
            throw new LakeException(
                    "Lake ledger " + file + " is a SQLite database, but not a Tributary ledger", REBUILD);
        }
        requireNotNewer(connection, file);
        return true;
    }

    /**
     * Refuses a ledger of a newer Tributary.
     *
     * @throws LakeException when it is one
     */
    static void requireNotNewer(Connection connection, Path file) throws SQLException {
        int version = number(connection, "PRAGMA user_version");
        if (version > VERSION && number(connection, "PRAGMA application_id") == APPLICATION) {
            throw new LakeException(
                    "Lake ledger " + file + " has format " + version + "; this Tributary knows formats up to "
                            + VERSION,
                    "use the newer Tributary that wrote it, or name another folder with --dir");
        }
    }

    /** What an error of the database means for the operator. */
    static LakeException failure(String doing, Path file, SQLException cause) {
        String message = "Lake ledger " + file + ": cannot " + doing + ": " + cause.getMessage();
        return ranOutOfSpace(file, cause)
                ? new DiskFullException(message, cause)
                : new LakeException(message, fix(cause), cause);
    }

    /** SQLite knows a full disk when it writes, but not when it makes its files or their shared memory. */
    private static boolean ranOutOfSpace(Path file, SQLException cause) {
        SQLiteErrorCode code = SqliteError.primary(cause);
        Path folder = file.toAbsolutePath().getParent();
        return code == SQLiteErrorCode.SQLITE_FULL
                || ((code == SQLiteErrorCode.SQLITE_IOERR || code == SQLiteErrorCode.SQLITE_CANTOPEN)
                        && folder != null
                        && DiskSpace.isShort(folder));
    }

    /** The exception for a file whose content is broken. */
    static LakeException damaged(Path file, String what) {
        return new LakeException("Lake ledger " + file + " is damaged: " + what, REBUILD);
    }

    private static Optional<String> fix(SQLException cause) {
        return switch (SqliteError.primary(cause)) {
            case SQLITE_NOTADB, SQLITE_CORRUPT -> Optional.of(REBUILD);
            case SQLITE_CANTOPEN, SQLITE_READONLY, SQLITE_PERM ->
                Optional.of("make the folder and the file writable for this user");
            case SQLITE_BUSY -> Optional.of("another program holds the ledger open for writing; end it");
            default -> Optional.empty();
        };
    }

    private static int number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.getInt(1);
        }
    }
}
