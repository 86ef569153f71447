package dev.tributary.warehouse;

import java.util.List;

/** Takes the rows of a query one by one, while it runs. */
public interface QueryRows {
    /** Takes the names of the columns, before the first row. */
    void columns(List<String> names);

    /** Takes a row: a value per column. */
    void row(List<SqlValue> values);
}
