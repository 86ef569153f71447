package dev.tributary.warehouse;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An index that answers one of the original's queries as it is written, from the index alone: on {@code json_extract(data, '$.X')},
 * letter for letter. Where the query groups by a name that it gives to the value and the table has a typed column of that name,
 * SQLite takes the column, so that the index begins with it. Behind what is grouped by stands the row's number: new rows then go to the end
 * of each group, and so to as many pages as there are groups at most, however many rows there are.
 *
 * @param table the feed's table
 * @param column the typed column that it begins with
 * @param members the members of the JSON in it: what is grouped by, then what is summed
 */
record QueryIndex(String table, Optional<String> column, List<String> members) {
    private static final List<QueryIndex> ALL = List.of(
            new QueryIndex(
                    "TRANSACTIONS_USD", Optional.of("TRANSACTION_TYPE"), List.of("TRANSACTION_TYPE", "AMOUNT_USD")),
            new QueryIndex("TRANSACTIONS_USD", Optional.empty(), List.of("USER_ID_HASHED", "AMOUNT_USD")),
            new QueryIndex("TRANSACTIONS_FAILED", Optional.of("COUNTRY"), List.of("COUNTRY")));

    QueryIndex {
        members = List.copyOf(members);
    }

    /** Those that a table may have; its name is taken without regard to case. */
    static List<QueryIndex> of(String table) {
        return ALL.stream().filter(index -> index.table.equalsIgnoreCase(table)).toList();
    }

    /** Those of a table that are there. */
    static List<QueryIndex> existing(Connection connection, String table) throws SQLException {
        Set<String> there = names(connection);
        return of(table).stream().filter(index -> there.contains(index.name())).toList();
    }

    /** Those of all tables that could be there and are not. */
    static List<QueryIndex> missing(Connection connection) throws SQLException {
        Set<String> there = names(connection);
        Set<String> columns = Set.copyOf(Sql.list(
                connection,
                "SELECT table_name || '.' || name FROM _columns WHERE name IS NOT NULL",
                row -> Columns.folded(row.getString(1))));
        return Sql.list(connection, "SELECT name FROM _tables", row -> row.getString(1)).stream()
                .flatMap(table -> of(table).stream())
                .filter(index -> !there.contains(index.name()))
                .filter(index -> columns.contains(Columns.folded(index.table + "." + index.members.get(0))))
                .toList();
    }

    private static Set<String> names(Connection connection) throws SQLException {
        return Set.copyOf(
                Sql.list(connection, "SELECT name FROM sqlite_schema WHERE type = 'index'", row -> row.getString(1)));
    }

    String name() {
        return "_query_" + table + "_by_" + members.get(0);
    }

    void make(Connection connection) throws SQLException {
        Sql.execute(
                connection,
                "CREATE INDEX IF NOT EXISTS " + Sql.quoted(name()) + " ON " + Sql.quoted(table) + " ("
                        + String.join(", ", parts()) + ")");
    }

    private List<String> parts() {
        List<String> parts = new ArrayList<>();
        members.forEach(member -> parts.add("json_extract(data, '$." + member + "')"));
        parts.add(column.isPresent() ? 0 : 1, "id");
        column.ifPresent(name -> parts.add(0, Sql.quoted(name)));
        return parts;
    }

    void drop(Connection connection) throws SQLException {
        Sql.execute(connection, "DROP INDEX IF EXISTS " + Sql.quoted(name()));
    }
}
