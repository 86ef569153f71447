package dev.tributary.warehouse;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Short forms for SQL that runs seldom. What runs per row keeps its own prepared statement. */
public final class Sql {
    /** Makes a value of the row that the result set stands on. */
    @FunctionalInterface
    public interface RowMapper<T> {
        /** The value. */
        T map(ResultSet row) throws SQLException;
    }

    private Sql() {}

    /** Runs a statement. */
    public static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Runs a statement with its values; how many rows it changed. */
    public static int update(Connection connection, String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            return statement.executeUpdate();
        }
    }

    /** Every row that a query gives. */
    public static <T> List<T> list(Connection connection, String sql, RowMapper<T> mapper, @Nullable Object... values)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            return list(statement, mapper);
        }
    }

    /** The first row that a query gives. */
    public static <T> Optional<T> first(
            Connection connection, String sql, RowMapper<T> mapper, @Nullable Object... values) throws SQLException {
        return list(connection, sql, mapper, values).stream().findFirst();
    }

    /** The one whole number that a pragma or an aggregate gives. */
    public static long number(Connection connection, String sql, @Nullable Object... values) throws SQLException {
        return first(connection, sql, row -> row.getLong(1), values).orElseThrow();
    }

    static <T> List<T> list(PreparedStatement statement, RowMapper<T> mapper) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            List<T> all = new ArrayList<>();
            while (rows.next()) {
                all.add(mapper.map(rows));
            }
            return all;
        }
    }

    static void bind(PreparedStatement statement, @Nullable Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
    }

    /** An identifier as SQL takes it, whatever characters it has. */
    public static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** A text literal. */
    public static String literal(String text) {
        return '\'' + text.replace("'", "''") + '\'';
    }
}
