package dev.tributary.warehouse;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the keys of a table from the database itself. */
final class Keys {
    private Keys() {}

    static List<TableKey> of(Connection connection, String table) throws SQLException {
        List<TableKey> keys = new ArrayList<>();
        keys.add(new TableKey(table, TableKey.Kind.PRIMARY, List.of("id"), Optional.empty()));
        for (String index : uniqueIndexes(connection, table)) {
            keys.add(new TableKey(table, TableKey.Kind.UNIQUE, columns(connection, index), Optional.empty()));
        }
        keys.addAll(Sql.list(
                connection,
                "SELECT \"from\", \"table\" FROM pragma_foreign_key_list(?) WHERE \"table\" NOT LIKE '\\_%' ESCAPE '\\'",
                row -> new TableKey(
                        table, TableKey.Kind.FOREIGN, List.of(row.getString(1)), Optional.of(row.getString(2))),
                table));
        return keys;
    }

    private static List<String> uniqueIndexes(Connection connection, String table) throws SQLException {
        return Sql.list(
                connection,
                "SELECT name FROM pragma_index_list(?) WHERE \"unique\" ORDER BY seq DESC",
                row -> row.getString(1),
                table);
    }

    private static List<String> columns(Connection connection, String index) throws SQLException {
        return Sql.list(
                connection, "SELECT name FROM pragma_index_info(?) ORDER BY seqno", row -> row.getString(1), index);
    }
}
