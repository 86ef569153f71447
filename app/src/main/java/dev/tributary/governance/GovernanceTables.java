package dev.tributary.governance;

import dev.tributary.warehouse.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** The tables of users and permissions in the warehouse. They are made when the first user is; until then there is nobody and nothing is permitted. */
final class GovernanceTables {
    private static final List<String> STATEMENTS = List.of("""
            CREATE TABLE IF NOT EXISTS _accounts (
              name TEXT NOT NULL PRIMARY KEY COLLATE NOCASE, role TEXT NOT NULL CHECK (role IN ('admin', 'analyst')),
              password TEXT, made_at TEXT NOT NULL) WITHOUT ROWID""", """
            CREATE TABLE IF NOT EXISTS _tokens (
              id TEXT NOT NULL PRIMARY KEY, user TEXT NOT NULL COLLATE NOCASE, hash TEXT NOT NULL, scope TEXT NOT NULL,
              made_at TEXT NOT NULL, expires_at TEXT NOT NULL) WITHOUT ROWID""", """
            CREATE TABLE IF NOT EXISTS permissions (
              user TEXT NOT NULL COLLATE NOCASE, folder TEXT NOT NULL COLLATE NOCASE,
              can_read INTEGER NOT NULL CHECK (can_read IN (0, 1)), can_write INTEGER NOT NULL CHECK (can_write IN (0, 1)),
              masks TEXT NOT NULL DEFAULT '', row_filter TEXT, granted_at TEXT NOT NULL, granted_by TEXT NOT NULL,
              PRIMARY KEY (user, folder)) WITHOUT ROWID""");

    private GovernanceTables() {}

    static void create(Connection connection) throws SQLException {
        for (String statement : STATEMENTS) {
            Sql.execute(connection, statement);
        }
    }

    /** Whether they are in a database of the connection. */
    static boolean exist(Connection connection, String schema) throws SQLException {
        return Sql.number(
                        connection,
                        "SELECT count(*) FROM " + Sql.quoted(schema)
                                + ".sqlite_schema WHERE type = 'table' AND name IN ('permissions', '_accounts', '_tokens')")
                == STATEMENTS.size();
    }
}
