package dev.tributary.warehouse;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import org.sqlite.SQLiteLimits;

/**
 * Runs SQL that a user wrote: one statement that reads, on a connection that cannot do anything else. One query at a time;
 * {@link #cancel()} may come from another thread.
 */
public final class SqlQuery implements SqlEngine {
    /** How many steps of SQLite's machine pass between two looks at the clock: well under a millisecond. */
    private static final int STEPS = 20_000;

    /** The longest value that a query may make. */
    private static final int MAX_VALUE_BYTES = 128 << 20;

    private static final String NAMES = """
            SELECT name FROM sqlite_schema
            UNION ALL SELECT c.name FROM sqlite_schema t, pragma_table_xinfo(t.name) c WHERE t.type = 'table'
            UNION ALL SELECT name FROM pragma_function_list""";

    private final Path database;
    private final Connection connection;
    private volatile boolean cancelled;

    private SqlQuery(Path database, Connection connection) {
        this.database = database;
        this.connection = connection;
    }

    /**
     * Opens a warehouse for queries.
     *
     * @param busyTimeout how long a query waits for another process's lock
     * @throws WarehouseException when there is none, or it is damaged, not a warehouse, or of a newer Tributary
     */
    public static SqlQuery open(Path database, Duration busyTimeout) {
        return open(database, () -> Sqlite.openReader(database, busyTimeout));
    }

    /**
     * The same, for statements that read tables from end to end: they take little memory.
     *
     * @throws WarehouseException as above
     */
    public static SqlQuery openToScan(Path database, Duration busyTimeout) {
        return open(database, () -> Sqlite.openScanner(database, busyTimeout));
    }

    @FunctionalInterface
    private interface Opening {
        Connection open() throws SQLException;
    }

    private static SqlQuery open(Path database, Opening opening) {
        Warehouse.requireExists(database);
        try {
            Connection connection = opening.open();
            try {
                Schema.requireOurs(connection, database);
                connection.unwrap(SQLiteConnection.class).setLimit(SQLiteLimits.SQLITE_LIMIT_LENGTH, MAX_VALUE_BYTES);
                return new SqlQuery(database, connection);
            } catch (SQLException | WarehouseException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw WarehouseException.of("open it", database, e);
        }
    }

    @Override
    public synchronized boolean run(String sql, long maxRows, Duration deadline, QueryRows rows) {
        SqlText text = SqlText.of(sql);
        text.requireOneReading();
        cancelled = false;
        long end = System.nanoTime() + deadline.toNanos();
        try {
            return run(text, maxRows, end, rows);
        } catch (SQLException e) {
            throw failure(text, deadline, e);
        }
    }

    @Override
    public void cancel() {
        cancelled = true;
    }

    /** Those of ours that start with an underscore are left out. */
    @Override
    public synchronized List<String> tables() {
        try {
            return new SqlFailure(connection).tables();
        } catch (SQLException e) {
            throw WarehouseException.of("list its tables", database, e);
        }
    }

    @Override
    public synchronized List<String> columns(String table) {
        try {
            return new SqlFailure(connection).columns(table);
        } catch (SQLException e) {
            throw WarehouseException.of("list the columns of " + table, database, e);
        }
    }

    @Override
    public synchronized Optional<String> doubt(String summary) {
        try {
            return Summaries.doubt(connection, summary);
        } catch (SQLException e) {
            throw WarehouseException.of("look at " + summary, database, e);
        }
    }

    @Override
    public synchronized Set<String> names() {
        try {
            Set<String> names = new HashSet<>();
            Sql.list(connection, NAMES, row -> names.add(row.getString(1).toLowerCase(Locale.ROOT)));
            return names;
        } catch (SQLException e) {
            throw WarehouseException.of("list its names", database, e);
        }
    }

    @Override
    public synchronized void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw WarehouseException.of("close it", database, e);
        }
    }

    private boolean run(SqlText text, long maxRows, long end, QueryRows rows) throws SQLException {
        ProgressHandler.setHandler(connection, STEPS, new ProgressHandler() {
            @Override
            protected int progress() {
                return cancelled || System.nanoTime() - end > 0 ? 1 : 0;
            }
        });
        try (PreparedStatement statement = connection.prepareStatement(text.text());
                ResultSet result = statement.executeQuery()) {
            return handOver(result, maxRows, rows);
        } finally {
            ProgressHandler.clearHandler(connection);
        }
    }

    private static boolean handOver(ResultSet result, long maxRows, QueryRows rows) throws SQLException {
        int width = result.getMetaData().getColumnCount();
        List<String> names = new ArrayList<>(width);
        for (int i = 1; i <= width; i++) {
            names.add(result.getMetaData().getColumnLabel(i));
        }
        rows.columns(names);
        for (long count = 0; result.next(); count++) {
            if (count == maxRows) {
                return true;
            }
            rows.row(values(result, width));
        }
        return false;
    }

    private static List<SqlValue> values(ResultSet row, int width) throws SQLException {
        List<SqlValue> values = new ArrayList<>(width);
        for (int i = 1; i <= width; i++) {
            values.add(value(row.getObject(i)));
        }
        return values;
    }

    /** A value as SQLite's driver gives it. */
    public static SqlValue value(@Nullable Object value) {
        if (value == null) {
            return new SqlValue.Null();
        }
        if (value instanceof Double real) {
            return new SqlValue.Real(real);
        }
        if (value instanceof Number whole) {
            return new SqlValue.Whole(whole.longValue());
        }
        return value instanceof byte[] bytes
                ? new SqlValue.Bytes(HexFormat.of().formatHex(bytes))
                : new SqlValue.Text(value.toString());
    }

    private RuntimeException failure(SqlText text, Duration deadline, SQLException failure) {
        SQLiteErrorCode code =
                failure instanceof SQLiteException sqlite ? sqlite.getResultCode() : SQLiteErrorCode.UNKNOWN_ERROR;
        return switch (code) {
            case SQLITE_INTERRUPT ->
                SqlException.of(
                        cancelled ? "the query was cancelled" : "the query ran longer than " + seconds(deadline));
            case SQLITE_ERROR, SQLITE_TOOBIG, SQLITE_MISMATCH, SQLITE_RANGE ->
                new SqlFailure(connection).explain(text, WarehouseException.plain(failure));
            case SQLITE_READONLY, SQLITE_AUTH -> SqlException.of("only statements that read are allowed");
            default -> WarehouseException.of("run the query", database, failure);
        };
    }

    static String seconds(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }
}
