package dev.tributary.warehouse;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;

/** The tables that say what was erased: which erasures were carried out here, and the coordinates of the rows that they took. Made by the first one. */
final class ErasedRows {
    private ErasedRows() {}

    static void create(Connection connection) throws SQLException {
        Sql.execute(
                connection,
                "CREATE TABLE IF NOT EXISTS _erasures (id TEXT NOT NULL PRIMARY KEY, done_at TEXT NOT NULL, scrubbed INTEGER NOT NULL)");
        Sql.execute(connection, """
                CREATE TABLE IF NOT EXISTS _erased (
                  table_name TEXT NOT NULL COLLATE NOCASE, kafka_epoch INTEGER NOT NULL, kafka_partition INTEGER NOT NULL,
                  kafka_offset INTEGER NOT NULL, PRIMARY KEY (table_name, kafka_epoch, kafka_partition, kafka_offset)) WITHOUT ROWID""");
    }

    static boolean known(Connection connection) throws SQLException {
        return Sql.number(connection, "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = '_erasures'")
                > 0;
    }

    /** The ids of those that were carried out. */
    static Set<String> done(Connection connection) throws SQLException {
        return known(connection)
                ? Set.copyOf(Sql.list(connection, "SELECT id FROM _erasures", row -> row.getString(1)))
                : Set.of();
    }

    /** Notes erasures of persons of whom no row was ever here; how many were not noted yet. */
    static int neverHad(Connection connection, Set<String> ids, String now) throws SQLException {
        create(connection);
        int noted = 0;
        for (String id : ids) {
            noted += Sql.update(
                    connection, "INSERT OR IGNORE INTO _erasures (id, done_at, scrubbed) VALUES (?, ?, 1)", id, now);
        }
        return noted;
    }

    /** Whether bytes of erased rows may still be in free pages or in the log. */
    static boolean toBeScrubbed(Connection connection) throws SQLException {
        return known(connection) && Sql.number(connection, "SELECT count(*) FROM _erasures WHERE scrubbed = 0") > 0;
    }

    static Set<String> scrubbedOnes(Connection connection) throws SQLException {
        return known(connection)
                ? Set.copyOf(
                        Sql.list(connection, "SELECT id FROM _erasures WHERE scrubbed = 1", row -> row.getString(1)))
                : Set.of();
    }

    static int scrubbed(Connection connection) throws SQLException {
        return Sql.update(connection, "UPDATE _erasures SET scrubbed = 1");
    }
}
