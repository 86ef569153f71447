package dev.tributary.report;

/**
 * A question that the report asks of the warehouse.
 *
 * @param name what it is called: that of the named query, or the report's own
 * @param table the table that it asks
 * @param sql the statement, as it is run and as it is printed
 */
record Question(String name, String table, String sql) {}
