package dev.tributary.warehouse;

import dev.tributary.lake.FeedMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the warehouse knows of its own tables. */
final class Catalogue {
    /** Separates the names of members; it cannot be part of one that has a column. */
    private static final String SEPARATOR = "\n";

    private Catalogue() {}

    /** A row of {@code _tables}. */
    record Entry(String name, FeedMode mode, Optional<String> topic) {}

    static Optional<Entry> find(Connection connection, String name) throws SQLException {
        return Sql.first(
                connection,
                "SELECT name, mode, topic FROM _tables WHERE name = ?",
                row -> new Entry(row.getString(1), mode(row.getString(2)), Optional.ofNullable(row.getString(3))),
                name);
    }

    static void add(Connection connection, Entry entry) throws SQLException {
        Sql.update(
                connection,
                "INSERT INTO _tables (name, mode, topic) VALUES (?, ?, ?)",
                entry.name(),
                entry.mode().name().toLowerCase(Locale.ROOT),
                entry.topic().orElse(null));
    }

    /** Notes which Kafka topic a table holds, once a line of that topic comes. */
    static void nameTopic(Connection connection, String table, String topic) throws SQLException {
        Sql.update(connection, "UPDATE _tables SET topic = ? WHERE name = ?", topic, table);
    }

    static void noteNewest(Connection connection, String table, long timestamp, String importedAt) throws SQLException {
        Sql.update(
                connection,
                "UPDATE _tables SET newest_record = max(ifnull(newest_record, -1), ?), newest_import = ? WHERE name = ?",
                timestamp,
                importedAt,
                table);
    }

    static Columns columns(Connection connection, String table) throws SQLException {
        List<TypedColumn> typed = new ArrayList<>();
        List<String> untyped = new ArrayList<>();
        Sql.list(
                connection,
                "SELECT name, type, members FROM _columns WHERE table_name = ? ORDER BY position",
                row -> {
                    @Nullable String type = row.getString(2);
                    return type == null
                            ? untyped.add(row.getString(3))
                            : typed.add(new TypedColumn(
                                    row.getString(1),
                                    ColumnType.valueOf(type),
                                    List.of(row.getString(3).split(SEPARATOR))));
                },
                table);
        return new Columns(typed, untyped);
    }

    static void saveColumns(Connection connection, String table, Columns columns) throws SQLException {
        Sql.update(connection, "DELETE FROM _columns WHERE table_name = ?", table);
        int position = 0;
        for (TypedColumn column : columns.all()) {
            String members = String.join(SEPARATOR, column.members());
            saveColumn(
                    connection, table, position++, column.name(), column.type().name(), members);
        }
        for (String member : columns.untyped()) {
            saveColumn(connection, table, position++, null, null, member);
        }
    }

    private static void saveColumn(
            Connection connection,
            String table,
            int position,
            @Nullable String name,
            @Nullable String type,
            String members)
            throws SQLException {
        Sql.update(
                connection,
                "INSERT INTO _columns (table_name, position, name, type, members) VALUES (?, ?, ?, ?, ?)",
                table,
                position,
                name,
                type,
                members);
    }

    static FeedMode mode(String text) {
        return FeedMode.valueOf(text.toUpperCase(Locale.ROOT));
    }
}
