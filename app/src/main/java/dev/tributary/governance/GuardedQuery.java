package dev.tributary.governance;

import dev.tributary.warehouse.QueryRows;
import dev.tributary.warehouse.SqlEngine;
import dev.tributary.warehouse.SqlException;
import dev.tributary.warehouse.SqlQuery;
import dev.tributary.warehouse.SqlText;
import dev.tributary.warehouse.SqlValue;
import dev.tributary.warehouse.Warehouse;
import dev.tributary.warehouse.WarehouseException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.sqlite.ProgressHandler;

/**
 * Answers the SQL of a user who may read some of the warehouse. Four things must agree before a row is read, each of which would do alone against most of what can be
 * tried: the text is one SELECT, WITH or VALUES and names no module of SQLite's; every name in it is a view of the user's, since nothing else is there
 * ({@link Enclosure}); the program that SQLite makes of it opens only root pages that are permitted and calls only functions that are known ({@link Program}); and the connection
 * can write nothing and attach nothing. What is permitted is decided anew for each statement, in the transaction in which it runs.
 */
final class GuardedQuery implements SqlEngine {
    private static final int STEPS = 20_000;
    private static final Set<String> FIRST = Set.of("SELECT", "WITH", "VALUES");

    private final Path database;
    private final Duration busyTimeout;
    private final String user;
    private final Predicate<String> confidential;
    private final QueryLimits limits;
    private volatile boolean cancelled;

    private GuardedQuery(
            Path database, Duration busyTimeout, String user, Predicate<String> confidential, QueryLimits limits) {
        this.database = database;
        this.busyTimeout = busyTimeout;
        this.user = user;
        this.confidential = confidential;
        this.limits = limits;
    }

    /**
     * Opens a warehouse for a user.
     *
     * @param confidential which folders hold raw personal data, so that no pattern reaches them
     * @throws WarehouseException when there is none, or it cannot be read
     */
    static GuardedQuery open(
            Path database, Duration busyTimeout, String user, Predicate<String> confidential, QueryLimits limits) {
        Warehouse.openReadOnly(database).close();
        return new GuardedQuery(database, busyTimeout, user, confidential, limits);
    }

    @FunctionalInterface
    private interface Inside<T> {
        T run(Enclosure enclosure) throws SQLException;
    }

    private <T> T inside(String doing, Inside<T> work) {
        try (Enclosure enclosure = Enclosure.open(database, busyTimeout, user, confidential, limits)) {
            return work.run(enclosure);
        } catch (SQLException e) {
            throw new GovernanceException(
                    "warehouse " + database + ": cannot " + doing, Optional.of("tributary doctor"), e);
        }
    }

    @Override
    public synchronized boolean run(String sql, long maxRows, Duration deadline, QueryRows rows) {
        cancelled = false;
        Duration time = deadline.compareTo(limits.time()) < 0 ? deadline : limits.time();
        long most = Math.min(maxRows, limits.rows());
        return inside("run the query", enclosure -> run(enclosure, sql, time, most, rows));
    }

    /** The same in an enclosure that is there. */
    boolean run(Enclosure enclosure, String sql, Duration time, long most, QueryRows rows) {
        return new Run(enclosure, sql, time).run(most, rows);
    }

    @Override
    public void cancel() {
        cancelled = true;
    }

    @Override
    public synchronized List<String> tables() {
        return inside("list its tables", Enclosure::readable);
    }

    @Override
    public synchronized List<String> columns(String table) {
        return inside("list the columns", enclosure -> enclosure.columns(table));
    }

    /** Of what the user may read, and the functions. */
    @Override
    public synchronized Set<String> names() {
        return inside("list its names", enclosure -> {
            Set<String> names = new HashSet<>(Program.FUNCTIONS);
            names.addAll(Program.TABLE_FUNCTIONS);
            for (String table : enclosure.readable()) {
                names.add(table.toLowerCase(Locale.ROOT));
                enclosure.columns(table).forEach(column -> names.add(column.toLowerCase(Locale.ROOT)));
            }
            return names;
        });
    }

    @Override
    public void close() {
        // each statement has a connection of its own, which ends with it
    }

    /** One statement, from its text to its last row. */
    private final class Run {
        private final Enclosure enclosure;
        private final Connection connection;
        private final SqlText text;
        private final Duration time;

        Run(Enclosure enclosure, String sql, Duration time) {
            this.enclosure = enclosure;
            this.connection = enclosure.connection();
            this.text = SqlText.of(sql);
            this.time = time;
        }

        boolean run(long most, QueryRows rows) {
            requireReading();
            long end = System.nanoTime() + time.toNanos();
            try {
                return watched(end, most, rows);
            } catch (SQLException e) {
                throw failure(e);
            }
        }

        private void requireReading() {
            text.requireOneReading();
            SqlText.Token first = text.tokens().get(0);
            if (!FIRST.contains(first.text().toUpperCase(Locale.ROOT))) {
                throw SqlException.at(first, "only SELECT, WITH and VALUES are allowed");
            }
            for (SqlText.Token token : text.tokens()) {
                boolean odd = token.kind() == SqlText.Kind.SIGN && token.text().charAt(0) < ' ';
                if (odd) {
                    throw SqlException.at(token, "this character is not allowed");
                }
                if (enclosure.isForbidden(token.name())) {
                    throw refused(token.name());
                }
            }
        }

        private boolean watched(long end, long most, QueryRows rows) throws SQLException {
            ProgressHandler.setHandler(connection, STEPS, new ProgressHandler() {
                @Override
                protected int progress() {
                    return cancelled || System.nanoTime() - end > 0 ? 1 : 0;
                }
            });
            try {
                requirePermitted();
                return answer(most, rows);
            } finally {
                ProgressHandler.clearHandler(connection);
            }
        }

        private void requirePermitted() throws SQLException {
            Program program = Program.of(connection, text.text());
            program.objection().ifPresent(objection -> {
                throw SqlException.of(objection);
            });
            boolean forbidden = program.opensVirtualTable() && enclosure.mentionsForbidden(text.text());
            if (forbidden || !enclosure.permits(program)) {
                throw new NotPermittedException(user + " may not read all that this query reads", has(), fix("FOLDER"));
            }
        }

        /** The identical text, on the same connection, in the same transaction. */
        private boolean answer(long most, QueryRows rows) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(text.text());
                    ResultSet result = statement.executeQuery()) {
                int width = result.getMetaData().getColumnCount();
                List<String> names = new ArrayList<>(width);
                for (int i = 1; i <= width; i++) {
                    names.add(result.getMetaData().getColumnLabel(i));
                }
                rows.columns(names);
                return handOver(result, width, most, rows);
            }
        }

        private boolean handOver(ResultSet result, int width, long most, QueryRows rows) throws SQLException {
            long bytes = 0;
            for (long count = 0; result.next(); count++) {
                if (count == most) {
                    return true;
                }
                List<SqlValue> values = new ArrayList<>(width);
                for (int i = 1; i <= width; i++) {
                    SqlValue value = SqlQuery.value(result.getObject(i));
                    bytes += value.text().length();
                    values.add(value);
                }
                if (bytes > limits.bytes()) {
                    throw SqlException.of("the answer is longer than " + limits.bytes() + " bytes");
                }
                rows.row(values);
            }
            return false;
        }

        private RuntimeException failure(SQLException failure) {
            return new GateFailure(enclosure, text, failure)
                    .explained(
                            this::refused,
                            cancelled
                                    ? "the query was cancelled"
                                    : "the query ran longer than " + time.toSeconds() + " s");
        }

        private NotPermittedException refused(String name) {
            return new NotPermittedException(user + " may not read " + name, has(), fix(name));
        }

        private List<String> has() {
            List<String> readable = enclosure.readable();
            return List.of(readable.isEmpty() ? "has:  nothing" : "has:  read " + String.join(", ", readable));
        }

        private Optional<String> fix(String folder) {
            return Optional.of(
                    "an administrator can run  tributary permissions grant " + user + " " + folder + " --read");
        }
    }
}
