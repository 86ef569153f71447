package dev.tributary.warehouse;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Gives the rows of a new warehouse the numbers and times that they have in the old one, columns their order, and takes over what somebody
 * else made there: tables, indexes, views, triggers. The rows' content comes from the lake alone.
 */
final class CarryOver {
    private record SchemaObject(String type, String name, String sql) {
        @Override
        public String toString() {
            return type + " " + name;
        }
    }

    private final Connection connection;
    private final List<String> carried = new ArrayList<>();
    private final List<String> lost = new ArrayList<>();

    private CarryOver(Connection connection) {
        this.connection = connection;
    }

    /** What was carried over, and what could not be. */
    record Result(List<String> carried, List<String> lost) {}

    /**
     * Carries over.
     *
     * @param pruned whether the new warehouse has rows of lines that are no longer in the lake
     */
    static Result run(Path fresh, Path old, Duration busyTimeout, boolean pruned) throws SQLException {
        try (Connection connection = Sqlite.openWriter(fresh, busyTimeout)) {
            Sql.update(connection, "ATTACH ? AS old", Sqlite.attachable(old));
            Sql.execute(connection, "PRAGMA foreign_keys = OFF");
            return new CarryOver(connection).run(pruned);
        }
    }

    private Result run(boolean pruned) throws SQLException {
        Sql.execute(connection, "BEGIN IMMEDIATE");
        for (String table : names("SELECT name FROM main._tables WHERE name IN (SELECT name FROM old._tables)")) {
            carryRows(table);
            carryColumns(table);
        }
        carryTimes();
        if (pruned) {
            carryUsers();
        }
        for (SchemaObject object : objects()) {
            carry(object);
        }
        Sql.execute(connection, "COMMIT");
        return new Result(carried, lost);
    }

    private void carryRows(String table) throws SQLException {
        String main = "main." + Sql.quoted(table);
        String old = "old." + Sql.quoted(table);
        String latest = hasLatestKey(table) ? """
                INSERT OR IGNORE INTO numbering SELECT n.id, o.id, n.imported_at FROM %s n
                  JOIN %s o ON o.latest_key = n.latest_key""".formatted(main, old) : "SELECT 1 WHERE 0";
        renumber(table, main, old, "imported_at", List.of("""
                        INSERT INTO numbering SELECT n.id, o.id, o.imported_at FROM %s n JOIN %s o
                          ON o.kafka_epoch = n.kafka_epoch AND o.kafka_partition = n.kafka_partition
                          AND o.kafka_offset = n.kafka_offset""".formatted(main, old), """
                        INSERT INTO numbering SELECT n.id, o.id, o.imported_at FROM %s n
                          JOIN main._lake_files f ON f.id = n.lake_file
                          JOIN old._lake_files g ON g.path = f.path
                          JOIN %s o ON o.lake_file = g.id AND o.lake_position = n.lake_position
                            AND o.kafka_offset IS NULL
                          WHERE n.kafka_offset IS NULL""".formatted(main, old), latest));
    }

    private boolean hasLatestKey(String table) throws SQLException {
        return names("SELECT name FROM pragma_table_xinfo(" + Sql.literal(table) + ")")
                .contains("latest_key");
    }

    /** Gives rows the numbers and times of those that the statements match them with, and further numbers to the rest. */
    private void renumber(String what, String main, String old, String time, List<String> matches) throws SQLException {
        Sql.execute(
                connection,
                "CREATE TEMP TABLE numbering (id INTEGER PRIMARY KEY, wanted INTEGER NOT NULL UNIQUE, time TEXT NOT NULL)");
        for (String match : matches) {
            Sql.execute(connection, match);
        }
        long gone = Sql.number(
                connection, "SELECT count(*) FROM " + old + " WHERE id NOT IN (SELECT wanted FROM numbering)");
        if (gone > 0) {
            lost.add(gone + (gone == 1 ? " row of " : " rows of ") + what + " that the lake does not have");
        }
        Sql.execute(
                connection,
                "INSERT INTO numbering SELECT id, (SELECT ifnull(max(id), 0) FROM " + old
                        + ") + row_number() OVER (ORDER BY id), " + time + " FROM " + main
                        + " WHERE id NOT IN (SELECT id FROM numbering)");
        Sql.execute(
                connection,
                "UPDATE " + main + " SET id = -n.wanted, " + time + " = n.time FROM numbering n WHERE n.id = "
                        + unscoped(main) + ".id AND (n.wanted <> n.id OR n.time <> " + unscoped(main) + "." + time
                        + ")");
        Sql.execute(connection, "UPDATE " + main + " SET id = -id WHERE id < 0");
        Sql.execute(connection, "DROP TABLE numbering");
    }

    private static String unscoped(String qualified) {
        return qualified.substring(qualified.indexOf('.') + 1);
    }

    /** Only when the columns are the same ones; their order depends on which lines were loaded first. */
    private void carryColumns(String table) throws SQLException {
        String columns =
                " (SELECT name, type, members FROM %s._columns WHERE table_name = " + Sql.literal(table) + ") ";
        String main = columns.formatted("main");
        String old = columns.formatted("old");
        long differing = Sql.number(
                connection,
                "SELECT (SELECT count(*) FROM (SELECT * FROM" + main + "EXCEPT SELECT * FROM" + old
                        + ")) + (SELECT count(*) FROM (SELECT * FROM" + old + "EXCEPT SELECT * FROM" + main + "))");
        if (differing > 0) {
            return;
        }
        Sql.update(connection, "DELETE FROM main._columns WHERE table_name = ?", table);
        Sql.update(connection, "INSERT INTO main._columns SELECT * FROM old._columns WHERE table_name = ?", table);
        FeedTable feed = new FeedTable(
                connection,
                table,
                Catalogue.find(connection, table).orElseThrow().mode(),
                Catalogue.columns(connection, table));
        feed.undress();
        feed.dress();
    }

    private void carryTimes() throws SQLException {
        renumber("_rejects", "main._rejects", "old._rejects", "rejected_at", List.of("""
                        INSERT INTO numbering SELECT n.id, o.id, o.rejected_at FROM main._rejects n
                          JOIN old._rejects o ON o.file = n.file AND o.position = n.position"""));
        Sql.execute(connection, """
                UPDATE main._lake_files SET loaded_at = o.loaded_at FROM old._lake_files o
                WHERE o.path = _lake_files.path AND o.loaded_to = _lake_files.loaded_to""");
        Sql.execute(connection, """
                UPDATE main._tables SET newest_import = o.newest_import FROM old._tables o
                WHERE o.name = _tables.name AND o.newest_record IS _tables.newest_record""");
    }

    /** Lines that were pruned may have been the first or the last to name a user, and left no row of their own. */
    private void carryUsers() throws SQLException {
        Sql.execute(connection, """
                INSERT INTO main.USERS SELECT * FROM old.USERS WHERE true
                ON CONFLICT (USER_ID_HASHED) DO UPDATE SET
                  first_seen = coalesce(min(first_seen, excluded.first_seen), first_seen, excluded.first_seen),
                  last_seen = coalesce(max(last_seen, excluded.last_seen), last_seen, excluded.last_seen)""");
    }

    /** What is in the old database and no part of our layout. */
    private List<SchemaObject> objects() throws SQLException {
        return Sql.list(connection, """
                SELECT type, name, sql FROM old.sqlite_schema o
                WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE '\\_sums\\_%' ESCAPE '\\'
                  AND NOT EXISTS (SELECT 1 FROM main.sqlite_schema m WHERE m.type = o.type AND m.name = o.name)
                  AND tbl_name NOT IN (SELECT name FROM old._tables WHERE name NOT IN (SELECT name FROM main._tables))
                ORDER BY CASE type WHEN 'table' THEN 1 WHEN 'view' THEN 2 WHEN 'index' THEN 3 ELSE 4 END, rowid""", row -> new SchemaObject(row.getString(1), row.getString(2), row.getString(3)));
    }

    private void carry(SchemaObject object) throws SQLException {
        Sql.execute(connection, "SAVEPOINT object");
        try {
            Sql.execute(connection, object.sql());
            if (object.type().equals("table")) {
                String table = Sql.quoted(object.name());
                Sql.execute(connection, "INSERT INTO main." + table + " SELECT * FROM old." + table);
            }
            carried.add(object.toString());
        } catch (SQLException e) {
            Sql.execute(connection, "ROLLBACK TO object");
            lost.add(object.type().toLowerCase(Locale.ROOT) + " " + object.name() + " (" + WarehouseException.plain(e)
                    + ")");
        }
        Sql.execute(connection, "RELEASE object");
    }

    private List<String> names(String sql) throws SQLException {
        return Sql.list(connection, sql, row -> row.getString(1));
    }
}
