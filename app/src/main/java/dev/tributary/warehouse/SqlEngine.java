package dev.tributary.warehouse;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Answers SQL that a user wrote: one statement that reads. One query at a time; {@link #cancel} may come from another thread. */
public interface SqlEngine extends AutoCloseable {
    /**
     * Runs a statement, handing its rows over while they come.
     *
     * @param maxRows how many rows are handed over at most
     * @param deadline how long it may run
     * @return whether there were more rows than the limit let through
     * @throws SqlException when the text is not one statement that reads, is wrong, runs too long, or is cancelled
     * @throws WarehouseException when the data cannot be read
     */
    boolean run(String sql, long maxRows, Duration deadline, QueryRows rows);

    /**
     * Runs a statement and keeps its rows.
     *
     * @throws SqlException as above
     * @throws WarehouseException as above
     */
    default QueryResult run(String sql, long maxRows, Duration deadline) {
        List<String> columns = new ArrayList<>();
        List<List<SqlValue>> rows = new ArrayList<>();
        boolean truncated = run(sql, maxRows, deadline, new QueryRows() {
            @Override
            public void columns(List<String> names) {
                columns.addAll(names);
            }

            @Override
            public void row(List<SqlValue> values) {
                rows.add(values);
            }
        });
        return new QueryResult(columns, rows, truncated);
    }

    /** Ends the query that runs, if one does: it fails with a {@link SqlException}. */
    void cancel();

    /** The names of the tables and views that can be asked. */
    List<String> tables();

    /** The names of a table's columns. */
    List<String> columns(String table);

    /** The names that a statement can use for tables, columns and functions, in lower case, as far as they are known without looking at the data. */
    Set<String> names();

    /** Why a summary cannot give exact answers, or is not asked here; empty when it can. */
    default Optional<String> doubt(String summary) {
        return Optional.of("only rows are asked here");
    }

    @Override
    void close();
}
