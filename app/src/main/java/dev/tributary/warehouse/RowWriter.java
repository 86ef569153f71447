package dev.tributary.warehouse;

import java.sql.SQLException;

/** Takes the rows of one table within one transaction. */
interface RowWriter extends AutoCloseable {
    void add(Row row) throws SQLException;

    /** Everything added is in the table afterwards. To be called before the transaction ends. */
    void flush() throws SQLException;

    @Override
    void close() throws SQLException;
}
