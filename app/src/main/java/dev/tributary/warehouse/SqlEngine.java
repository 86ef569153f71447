package dev.tributary.warehouse;

import java.time.Duration;
import java.util.List;

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

    /** Ends the query that runs, if one does: it fails with a {@link SqlException}. */
    void cancel();

    /** The names of the tables and views that can be asked. */
    List<String> tables();

    /** The names of a table's columns. */
    List<String> columns(String table);

    @Override
    void close();
}
