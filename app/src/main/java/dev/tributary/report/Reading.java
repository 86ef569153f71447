package dev.tributary.report;

import dev.tributary.warehouse.QueryResult;
import dev.tributary.warehouse.QueryRows;
import dev.tributary.warehouse.Sql;
import dev.tributary.warehouse.SqlEngine;
import dev.tributary.warehouse.SqlValue;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * The warehouse as whoever the report is for may read it. Every number that the report takes from the warehouse's rows comes through here, so an engine that shows
 * some of the tables, rows and columns makes a report of those alone.
 */
public final class Reading {
    private static final long MAX_ROWS = 1_000_000;
    private static final Duration LONGEST = Duration.ofHours(1);

    /** What is read faster than a second connection begins to. */
    private static final long FEW = 50_000;

    private final SqlEngine engine;
    private final Optional<SqlEngine> second;
    private final List<String> tables;

    private Reading(SqlEngine engine, Optional<SqlEngine> second) {
        this.engine = engine;
        this.second = second;
        this.tables = List.copyOf(engine.tables());
    }

    /** By one engine, which stays the caller's to close. */
    public static Reading by(SqlEngine engine) {
        return new Reading(engine, Optional.empty());
    }

    /** By two engines that see the same, at the same time where that helps. */
    public static Reading by(SqlEngine engine, SqlEngine second) {
        return new Reading(engine, Optional.of(second));
    }

    /** The names of the tables that may be read. A table that is not among them is as if it were not there. */
    List<String> tables() {
        return tables;
    }

    /** Whether the table may be read, its name in any case of its letters. */
    boolean has(String table) {
        return tables.stream().anyMatch(table::equalsIgnoreCase);
    }

    /**
     * Runs one statement that reads, to its end.
     *
     * @throws dev.tributary.warehouse.SqlException when it is wrong, or reads what may not be read
     * @throws dev.tributary.warehouse.WarehouseException when the database cannot be read
     */
    QueryResult ask(String sql) {
        QueryResult result = engine.run(sql, MAX_ROWS, LONGEST);
        if (result.truncated()) {
            throw new IllegalStateException("more than " + MAX_ROWS + " rows: " + sql);
        }
        return result;
    }

    /**
     * Reads a table's rows, each once: in one part, or in two at the same time, each of which has a taker of its own.
     *
     * @param columns what is read of each row
     * @return the takers, each with its rows, in the order of the rows' ids
     */
    <R extends QueryRows> List<R> read(String columns, String table, Supplier<R> taker) {
        String all = "SELECT " + columns + " FROM " + Sql.quoted(table);
        Optional<Long> middle = second.flatMap(other -> middle(table));
        if (middle.isEmpty()) {
            return List.of(read(engine, all, taker.get()));
        }
        CompletableFuture<R> lower = CompletableFuture.supplyAsync(
                () -> read(second.orElseThrow(), all + " WHERE id <= " + middle.get(), taker.get()));
        boolean read = false;
        try {
            R upper = read(engine, all + " WHERE id > " + middle.get(), taker.get());
            read = true;
            return List.of(lower.join(), upper);
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
        } finally {
            if (!read) {
                second.orElseThrow().cancel();
            }
        }
    }

    /** The id in the middle of a table's rows; empty when there are few. */
    private Optional<Long> middle(String table) {
        List<SqlValue> ends =
                ask("SELECT min(id), max(id) FROM " + Sql.quoted(table)).rows().get(0);
        return ends.get(0) instanceof SqlValue.Whole first
                        && ends.get(1) instanceof SqlValue.Whole last
                        && last.value() - first.value() > FEW
                ? Optional.of(first.value() + (last.value() - first.value()) / 2)
                : Optional.empty();
    }

    private static <R extends QueryRows> R read(SqlEngine engine, String sql, R taker) {
        if (engine.run(sql, Long.MAX_VALUE, LONGEST, taker)) {
            throw new IllegalStateException("not all rows were read: " + sql);
        }
        return taker;
    }
}
