package dev.tributary.privacy;

import dev.tributary.warehouse.Sql;
import dev.tributary.warehouse.Warehouse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Searches every table of a warehouse, its own and those that others made in it, and the text of its schema. Columns that are computed from others are left out: what they
 * show stands in the others.
 */
final class TableSearch {
    /** Whose names and words are of this program's own users. */
    private static final Set<String> OPERATORS = Set.of("_accounts", "_tokens", "permissions");

    private static final String SCHEMA = "the schema";

    private final CellSearch search;

    TableSearch(ClearSearch search) {
        this.search = new CellSearch(search);
    }

    /** Is told what was found, and in which row of which table. */
    interface Sink {
        /** Something in clear. */
        void clear(String table, ClearKind kind, byte[] buffer, int from, int to, long row);

        /** The value of a masked column. */
        void masked(String table, MaskedColumn column, byte[] buffer, int from, int to);

        /** A row was read. */
        void row();
    }

    void search(Warehouse warehouse, Sink sink) {
        warehouse.read("search its tables", connection -> {
            Cells schema = new Cells(SCHEMA, sink);
            for (String sql : Sql.list(
                    connection, "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL", row -> row.getString(1))) {
                search.cell("", null, sql.getBytes(StandardCharsets.UTF_8), schema);
                schema.row++;
            }
            for (String table : Sql.list(
                    connection,
                    "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name",
                    row -> row.getString(1))) {
                table(connection, table, sink);
            }
            return true;
        });
    }

    private void table(Connection connection, String table, Sink sink) throws SQLException {
        List<String> names =
                Sql.list(connection, "SELECT name FROM pragma_table_info(?)", row -> row.getString(1), table);
        List<@Nullable MaskedColumn> columns = new ArrayList<>();
        names.forEach(name -> columns.add(MaskedColumn.of(name)));
        String select = "SELECT " + names.stream().map(TableSearch::quoted).collect(Collectors.joining(", ")) + " FROM "
                + quoted(table);
        Cells cells = new Cells(table, sink);
        try (PreparedStatement statement = connection.prepareStatement(select);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                row(rows, names, columns, cells);
            }
        }
    }

    private void row(ResultSet rows, List<String> names, List<@Nullable MaskedColumn> columns, Cells cells)
            throws SQLException {
        cells.row++;
        cells.sink.row();
        for (int i = 0; i < columns.size(); i++) {
            Object value = rows.getObject(i + 1);
            if (value instanceof String text) {
                search.cell(names.get(i), columns.get(i), text.getBytes(StandardCharsets.UTF_8), cells);
            } else if (value instanceof byte[] bytes) {
                search.cell(names.get(i), columns.get(i), bytes, cells);
            }
        }
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** Adds table and row to what is found. */
    private static final class Cells implements ClearSearch.Sink {
        private final String table;
        private final Sink sink;
        private long row;

        Cells(String table, Sink sink) {
            this.table = table;
            this.sink = sink;
        }

        @Override
        public void clear(ClearKind kind, byte[] buffer, int from, int to) {
            if (kind != ClearKind.USER_NAME || !OPERATORS.contains(table)) {
                sink.clear(table, kind, buffer, from, to, row);
            }
        }

        @Override
        public void masked(MaskedColumn column, byte[] buffer, int from, int to) {
            sink.masked(table, column, buffer, from, to);
        }
    }
}
