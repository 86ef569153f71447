package dev.tributary.warehouse;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/** The tables that every warehouse has, and the number that says how they are laid out. */
final class Schema {
    static final int VERSION = 2;

    /** {@code TRIB} in ASCII: tells our databases from others. */
    static final int APPLICATION = 0x54524942;

    private static final String[] STATEMENTS = {"""
        CREATE TABLE _tables (
          name TEXT PRIMARY KEY COLLATE NOCASE, mode TEXT NOT NULL, topic TEXT,
          newest_record INTEGER, newest_import TEXT)""", """
        CREATE TABLE _columns (
          table_name TEXT NOT NULL COLLATE NOCASE REFERENCES _tables (name), position INTEGER NOT NULL,
          name TEXT, type TEXT, members TEXT NOT NULL, PRIMARY KEY (table_name, position))""", """
        CREATE TABLE _lake_files (
          id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, table_name TEXT NOT NULL COLLATE NOCASE REFERENCES _tables (name),
          loaded_to INTEGER NOT NULL, lines INTEGER NOT NULL, foreign_file INTEGER NOT NULL,
          edges INTEGER NOT NULL, modified INTEGER NOT NULL, seen INTEGER NOT NULL, loaded_at TEXT NOT NULL)""", """
        CREATE TABLE _rejects (
          id INTEGER PRIMARY KEY, file TEXT NOT NULL, position INTEGER NOT NULL, reason TEXT NOT NULL, raw BLOB NOT NULL,
          rejected_at TEXT NOT NULL, UNIQUE (file, position))""", """
        CREATE TABLE _tombstones (
          table_name TEXT NOT NULL COLLATE NOCASE, latest_key TEXT NOT NULL,
          kafka_epoch INTEGER NOT NULL, kafka_partition INTEGER NOT NULL, kafka_offset INTEGER NOT NULL,
          kafka_timestamp INTEGER NOT NULL, PRIMARY KEY (table_name, latest_key)) WITHOUT ROWID""", """
        CREATE TABLE USERS (
          USER_ID_HASHED TEXT NOT NULL PRIMARY KEY, USER_NAME_HASHED TEXT, first_seen TEXT, last_seen TEXT) WITHOUT ROWID"""};

    private Schema() {}

    /**
     * Lays out an empty database, brings one of an older Tributary up to this one, and refuses one that is not ours or of a newer
     * Tributary. All of it is done afterwards, or nothing.
     */
    static void prepare(Connection connection, Path database, UpgradeListener listener) throws SQLException {
        Sql.execute(connection, "BEGIN IMMEDIATE");
        try {
            if (isEmpty(connection)) {
                for (String statement : STATEMENTS) {
                    Sql.execute(connection, statement);
                }
                Sql.execute(connection, "PRAGMA application_id = " + APPLICATION);
                Sql.execute(connection, "PRAGMA user_version = " + VERSION);
            }
            requireOurs(connection, database);
            bringUp(connection, listener);
            Sql.execute(connection, "COMMIT");
        } catch (SQLException | WarehouseException e) {
            Sql.execute(connection, "ROLLBACK");
            throw e;
        }
    }

    /** Version 2 has summaries. */
    private static void bringUp(Connection connection, UpgradeListener listener) throws SQLException {
        if (version(connection) < VERSION) {
            Summaries.bringUp(connection, listener);
            Sql.execute(connection, "PRAGMA user_version = " + VERSION);
        }
    }

    static long version(Connection connection) throws SQLException {
        return Sql.number(connection, "PRAGMA user_version");
    }

    /** Refuses a database that is not ours or of a newer Tributary. */
    static void requireOurs(Connection connection, Path database) throws SQLException {
        if (Sql.number(connection, "PRAGMA application_id") != APPLICATION) {
            throw new WarehouseException(
                    "warehouse " + database + ": this SQLite database was not made by Tributary",
                    "move it away, or name another file for the warehouse; the lake loads into a new one");
        }
        requireNotNewer(connection, database);
    }

    /** Refuses a database of ours that a newer Tributary made. */
    static void requireNotNewer(Connection connection, Path database) throws SQLException {
        long version = version(connection);
        if (version > VERSION && Sql.number(connection, "PRAGMA application_id") == APPLICATION) {
            throw new WarehouseException(
                    "warehouse " + database + ": its schema version is " + version + ", this Tributary knows "
                            + VERSION,
                    "use the newer Tributary that made it, or name another file with warehouse.database");
        }
    }

    private static boolean isEmpty(Connection connection) throws SQLException {
        return Sql.number(connection, "PRAGMA application_id") == 0
                && version(connection) == 0
                && Sql.number(connection, "SELECT count(*) FROM sqlite_schema") == 0;
    }
}
