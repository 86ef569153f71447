package dev.tributary.report;

import dev.tributary.warehouse.QueryResult;
import dev.tributary.warehouse.QueryRows;
import java.util.List;

/**
 * The warehouse as whoever the report is for may read it. Every number that the report takes from the warehouse comes through here, so a
 * reading that refuses tables makes a report without them.
 */
public interface Reading {
    /** The names of the tables that may be read. A table that is not among them is as if it were not there. */
    List<String> tables();

    /**
     * Runs one statement that reads, to its end.
     *
     * @throws dev.tributary.warehouse.SqlException when it is wrong, or reads what may not be read
     * @throws dev.tributary.warehouse.WarehouseException when the database cannot be read
     */
    QueryResult ask(String sql);

    /** The same, handing the rows over while they come. */
    void ask(String sql, QueryRows rows);

    /** Whether the table may be read, its name in any case of its letters. */
    default boolean has(String table) {
        return tables().stream().anyMatch(table::equalsIgnoreCase);
    }
}
