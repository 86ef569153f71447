package dev.tributary.warehouse;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Answers SQL that a user wrote: one statement that reads. One query at a time; {@link #cancel()} may come from another thread. */
public interface SqlReader extends AutoCloseable {
    /**
     * Runs a statement and keeps its rows.
     *
     * @param maxRows how many rows are kept at most
     * @param deadline how long it may run
     * @throws SqlException when the text is not one statement that reads, is wrong, runs too long, or is cancelled
     * @throws WarehouseException when the database cannot be read
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

    /**
     * The same, handing the rows over while they come.
     *
     * @return whether there were more rows than the limit let through
     */
    boolean run(String sql, long maxRows, Duration deadline, QueryRows rows);

    /** Ends the query that runs, if one does: it fails with a {@link SqlException}. */
    void cancel();

    /** The names of the tables and views that may be read, without our own that start with an underscore. */
    List<String> tables();

    /** The names of a table's columns. */
    List<String> columns(String table);

    /** Every name that a statement can use for a table, a column or a function, in lower case. */
    Set<String> names();

    @Override
    void close();
}
