package dev.tributary.warehouse;

import java.util.List;

/**
 * The rows of a query that was read to its end or to the limit.
 *
 * @param columns their names
 * @param rows each with a value per column
 * @param truncated whether there were more rows than the limit let through
 */
public record QueryResult(List<String> columns, List<List<SqlValue>> rows, boolean truncated) {
    public QueryResult {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }
}
