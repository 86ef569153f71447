package dev.tributary.report;

import dev.tributary.warehouse.QueryResult;
import dev.tributary.warehouse.QueryRows;
import dev.tributary.warehouse.SqlQuery;
import java.time.Duration;
import java.util.List;

/** Reads everything: for whoever may open the database file itself. */
public final class WholeWarehouse implements Reading {
    private static final long MAX_ROWS = 1_000_000;
    private static final Duration LONGEST = Duration.ofHours(1);

    private final SqlQuery warehouse;

    /** Over an open warehouse, which stays the caller's to close. */
    public WholeWarehouse(SqlQuery warehouse) {
        this.warehouse = warehouse;
    }

    @Override
    public List<String> tables() {
        return warehouse.tables();
    }

    @Override
    public QueryResult ask(String sql) {
        return warehouse.run(sql, MAX_ROWS, LONGEST);
    }

    @Override
    public void ask(String sql, QueryRows rows) {
        warehouse.run(sql, Long.MAX_VALUE, LONGEST, rows);
    }
}
