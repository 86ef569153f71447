package dev.tributary.warehouse;

import dev.tributary.archive.Duck;
import dev.tributary.lake.LakeLease;
import dev.tributary.lake.LakeReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Runs SQL straight on the committed lines of the lake, by DuckDB: nothing is loaded or copied first. A table is the lines of a
 * topic, every update of an aggregate among them, with {@code _kafka} as JSON.
 *
 * <p>Each query has a DuckDB of its own in memory, which sees the lake as it is then. Before the user's text is run, it is parsed
 * by DuckDB itself as exactly one SELECT, and DuckDB is kept from every file but those of the topics named, from the network and
 * from its own settings.
 */
public final class LakeQuery implements SqlEngine {
    /** What the driver says of rows that ended too early, whatever the reason was. */
    private static final String BROKEN_OFF = "Invalid result set";

    private final LakeTables tables;
    private volatile Optional<Statement> running = Optional.empty();
    private volatile boolean cancelled;
    private volatile boolean late;

    private LakeQuery(LakeReader lake) {
        this.tables = new LakeTables(lake);
    }

    /** Opens a lake for queries; the reader is not closed. */
    public static LakeQuery on(LakeReader lake) {
        return new LakeQuery(lake);
    }

    @Override
    public synchronized boolean run(String sql, long maxRows, Duration deadline, QueryRows rows) {
        cancelled = false;
        late = false;
        try (LakeLease lease = tables.lease();
                Connection duck = Duck.open()) {
            requireOneSelect(duck, sql);
            List<String> files = tables.create(duck, table -> names(sql, table));
            lockDown(duck, files);
            return run(duck, sql, maxRows, deadline, rows);
        } catch (SQLException e) {
            throw failure(deadline, e);
        }
    }

    @Override
    public void cancel() {
        cancelled = true;
        running.ifPresent(LakeQuery::cancel);
    }

    @Override
    public List<String> tables() {
        return tables.names();
    }

    @Override
    public Set<String> names() {
        return tables().stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
    }

    @Override
    public List<String> columns(String table) {
        try (Connection duck = Duck.open()) {
            tables.create(duck, table::equalsIgnoreCase);
            List<String> columns = new ArrayList<>();
            try (Statement statement = duck.createStatement();
                    ResultSet described = statement.executeQuery("DESCRIBE " + LakeTables.name(table))) {
                while (described.next()) {
                    columns.add(described.getString("column_name"));
                }
            }
            return columns;
        } catch (SQLException e) {
            throw failure(Duration.ZERO, e);
        }
    }

    @Override
    public void close() {
        cancel();
    }

    private static boolean names(String sql, String table) {
        return sql.toLowerCase(Locale.ROOT).contains(table.toLowerCase(Locale.ROOT));
    }

    /** DuckDB's own parser is the judge: what it serialises is a SELECT, whatever a second lexer might take it for. */
    private static void requireOneSelect(Connection duck, String sql) throws SQLException {
        try (PreparedStatement parse = duck.prepareStatement("""
                WITH parsed AS (SELECT json_serialize_sql(CAST(? AS VARCHAR)) AS j)
                SELECT j->>'error', j->>'error_type', j->>'error_message', json_array_length(j->'statements') FROM parsed""")) {
            parse.setString(1, sql);
            try (ResultSet parsed = parse.executeQuery()) {
                parsed.next();
                if (!"false".equals(parsed.getString(1))) {
                    boolean reads = !"not implemented".equalsIgnoreCase(parsed.getString(2));
                    throw SqlException.of(
                            reads ? firstLine(parsed.getString(3)) : "only statements that read are allowed");
                }
                if (parsed.getLong(4) != 1) {
                    throw SqlException.of("one statement at a time, please");
                }
            }
        }
    }

    private static void lockDown(Connection duck, List<String> files) throws SQLException {
        try (Statement set = duck.createStatement()) {
            set.execute("SET allowed_paths = " + LakeTables.list(files));
            set.execute("SET enable_external_access = false");
            set.execute("SET lock_configuration = true");
        }
    }

    private boolean run(Connection duck, String sql, long maxRows, Duration deadline, QueryRows rows)
            throws SQLException {
        try (PreparedStatement statement = duck.prepareStatement(sql)) {
            Future<?> end = CompletableFuture.runAsync(
                    () -> {
                        late = true;
                        cancel(statement);
                    },
                    CompletableFuture.delayedExecutor(deadline.toMillis(), TimeUnit.MILLISECONDS));
            running = Optional.of(statement);
            try (ResultSet result = statement.executeQuery()) {
                return handOver(result, maxRows, rows);
            } finally {
                running = Optional.empty();
                end.cancel(false);
            }
        }
    }

    private static void cancel(Statement statement) {
        try {
            statement.cancel();
        } catch (SQLException e) {
            throw new IllegalStateException("a query cannot be cancelled", e);
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
            List<SqlValue> values = new ArrayList<>(width);
            for (int i = 1; i <= width; i++) {
                values.add(value(result.getObject(i)));
            }
            rows.row(values);
        }
        return false;
    }

    /** Whole numbers and decimals that SQLite's types cannot hold exactly stay exact as text. */
    private static SqlValue value(@Nullable Object value) {
        if (value == null) {
            return new SqlValue.Null();
        }
        if (value instanceof Double || value instanceof Float) {
            return new SqlValue.Real(((Number) value).doubleValue());
        }
        if (value instanceof BigDecimal decimal) {
            return decimal.precision() <= 15
                    ? new SqlValue.Real(decimal.doubleValue())
                    : new SqlValue.Text(decimal.toPlainString());
        }
        if (value instanceof BigInteger large) {
            return large.bitLength() < Long.SIZE
                    ? new SqlValue.Whole(large.longValue())
                    : new SqlValue.Text(large.toString());
        }
        return value instanceof Number whole
                ? new SqlValue.Whole(whole.longValue())
                : new SqlValue.Text(value.toString());
    }

    private RuntimeException failure(Duration deadline, SQLException failure) {
        if (cancelled) {
            return SqlException.of("the query was cancelled");
        }
        String message = firstLine(String.valueOf(failure.getMessage()));
        if (message.contains(BROKEN_OFF)) {
            message =
                    "a file could not be read to its end: tributary archive verify and tributary verify say which is damaged";
        }
        return SqlException.of(late ? "the query ran longer than " + SqlQuery.seconds(deadline) : message);
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse(message);
    }
}
