package dev.tributary.warehouse;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How far a lake file is loaded. Moves in the transaction of the rows.
 *
 * @param id the number that rows carry in {@code lake_file}
 * @param path the file in the lake
 * @param table the table it loads into
 * @param loadedTo the position after the last line loaded
 * @param lines the lines taken so far, empty ones not counted
 * @param foreign whether another tool made the file
 * @param edges of a foreign file, the checksum of the first and last bytes before the mark
 * @param modified of a foreign file, its time of modification when it was last read, in milliseconds
 * @param seen its length when it was last read to the end; less when it was not
 */
record Mark(
        long id,
        String path,
        String table,
        long loadedTo,
        long lines,
        boolean foreign,
        long edges,
        long modified,
        long seen) {

    private static final String COLUMNS = "id, path, table_name, loaded_to, lines, foreign_file, edges, modified, seen";

    Mark after(long position, long newLines) {
        return new Mark(id, path, table, position, lines + newLines, foreign, edges, modified, seen);
    }

    /** Loaded as far as in another warehouse. */
    Mark loadedAs(Mark other) {
        return new Mark(id, path, table, other.loadedTo, other.lines, false, 0, 0, other.loadedTo);
    }

    Mark ofForeign(long newEdges, long newModified, long newSeen) {
        return new Mark(id, path, table, loadedTo, lines, true, newEdges, newModified, newSeen);
    }

    Mark ofOurs() {
        return new Mark(id, path, table, loadedTo, lines, false, 0, 0, loadedTo);
    }

    static Map<String, Mark> all(Connection connection) throws SQLException {
        Map<String, Mark> marks = new HashMap<>();
        for (Mark mark : Sql.list(connection, "SELECT " + COLUMNS + " FROM _lake_files", Mark::of)) {
            marks.put(mark.path(), mark);
        }
        return marks;
    }

    static Optional<Mark> find(Connection connection, String path) throws SQLException {
        return Sql.first(connection, "SELECT " + COLUMNS + " FROM _lake_files WHERE path = ?", Mark::of, path);
    }

    /** The mark of a file nothing of which is loaded yet. */
    static Mark add(Connection connection, String path, String table, String now) throws SQLException {
        Sql.update(connection, """
                INSERT INTO _lake_files
                  (path, table_name, loaded_to, lines, foreign_file, edges, modified, seen, loaded_at)
                VALUES (?, ?, 0, 0, 0, 0, 0, 0, ?)""", path, table, now);
        return find(connection, path).orElseThrow();
    }

    void save(Connection connection, String now) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("""
                UPDATE _lake_files SET loaded_to = ?, lines = ?, foreign_file = ?, edges = ?, modified = ?,
                  seen = ?, loaded_at = ?
                WHERE id = ?""")) {
            update.setLong(1, loadedTo);
            update.setLong(2, lines);
            update.setBoolean(3, foreign);
            update.setLong(4, edges);
            update.setLong(5, modified);
            update.setLong(6, seen);
            update.setString(7, now);
            update.setLong(8, id);
            update.executeUpdate();
        }
    }

    private static Mark of(ResultSet row) throws SQLException {
        return new Mark(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                row.getLong(4),
                row.getLong(5),
                row.getBoolean(6),
                row.getLong(7),
                row.getLong(8),
                row.getLong(9));
    }
}
