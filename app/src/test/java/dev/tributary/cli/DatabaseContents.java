package dev.tributary.cli;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Everything that a reader can see in a SQLite database, read with plain SQL. */
final class DatabaseContents {
    private DatabaseContents() {}

    /** The rows of each table and view with all their columns, sorted, and the schema. */
    static Map<String, List<String>> of(Path database) throws SQLException {
        Map<String, List<String>> contents = new TreeMap<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            contents.put("", rows(statement, "SELECT type, name, tbl_name, sql FROM sqlite_schema"));
            for (String name : rows(statement, "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')")) {
                contents.put(name, rows(statement, "SELECT * FROM \"" + name.substring(5) + "\""));
            }
        }
        return contents;
    }

    private static List<String> rows(Statement statement, String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (ResultSet found = statement.executeQuery(sql)) {
            int columns = found.getMetaData().getColumnCount();
            while (found.next()) {
                List<String> cells = new ArrayList<>();
                for (int column = 1; column <= columns; column++) {
                    cells.add(found.getMetaData().getColumnName(column) + "=" + found.getString(column));
                }
                rows.add(String.join("|", cells));
            }
        }
        Collections.sort(rows);
        return rows;
    }
}
