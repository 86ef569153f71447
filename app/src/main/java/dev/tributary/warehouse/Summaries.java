package dev.tributary.warehouse;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tables of the summaries: how they come into being, follow rows that go, and are compared with the rows. */
final class Summaries {
    /** How many rows are read between two reports of how far it is. */
    private static final int REPORT_ROWS = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(Summaries.class);

    private Summaries() {}

    /** Makes the summaries of a table that has no rows yet. */
    static void create(Connection connection, SummaryRule rule) throws SQLException {
        for (String member : rule.members()) {
            Sql.execute(
                    connection, "CREATE TABLE " + Sql.quoted(rule.summary(member)) + " (" + Sql.quoted(member) + """
                     TEXT NOT NULL PRIMARY KEY,
                      records INTEGER NOT NULL, amounts INTEGER NOT NULL, amount_millionths INTEGER,
                      completed_records INTEGER NOT NULL, completed_amounts INTEGER NOT NULL, completed_millionths INTEGER,
                      odd INTEGER NOT NULL) WITHOUT ROWID""");
        }
    }

    /** Makes the summaries that a warehouse of an older version lacks, from its rows. */
    static void bringUp(Connection connection, UpgradeListener listener) throws SQLException {
        for (String table : Sql.list(connection, "SELECT name FROM _tables ORDER BY name", row -> row.getString(1))) {
            SummaryRule rule = SummaryRule.of(table);
            if (!rule.members().isEmpty()) {
                bringUp(connection, table, rule, listener);
            }
        }
    }

    private static void bringUp(Connection connection, String table, SummaryRule rule, UpgradeListener listener)
            throws SQLException {
        LOG.info("Making the summaries of {} from its rows", table);
        create(connection, rule);
        long last = Sql.number(connection, "SELECT ifnull(max(id), 0) FROM " + Sql.quoted(table));
        SummaryDeltas deltas = new SummaryDeltas(rule);
        fold(connection, table, "1", deltas::add, rows -> listener.rowsRead(table, rows, last));
        deltas.write(connection);
    }

    /**
     * Takes rows that are about to be deleted, or to lose their data, out of the summaries of their table. To be called in the same transaction,
     * before the rows change: the one place for whoever takes rows out of the warehouse.
     *
     * @param condition the SQL that says which rows, with a question mark for each value
     */
    static void takeOut(Connection connection, String table, String condition, @Nullable Object... values)
            throws SQLException {
        SummaryDeltas deltas = new SummaryDeltas(SummaryRule.of(table));
        if (!deltas.none()) {
            fold(connection, table, condition, deltas::subtract, rows -> {}, values);
            deltas.write(connection);
        }
    }

    /**
     * Compares the summaries of a table with its rows, which it reads all of. Needs a transaction, so that both are of one moment.
     *
     * @return what differs, in words; empty when nothing does
     */
    static List<String> differences(Connection connection, String table) throws SQLException {
        SummaryRule rule = SummaryRule.of(table);
        SummaryDeltas rows = new SummaryDeltas(rule);
        if (rows.none()) {
            return List.of();
        }
        fold(connection, table, "1", rows::add, read -> {});
        List<String> differences = new ArrayList<>();
        for (String member : rule.members()) {
            String summary = rule.summary(member);
            differences.addAll(
                    exists(connection, summary)
                            ? new SummaryComparison(connection, summary, rows.cells(member)).differences()
                            : List.of("summary " + summary + " is not there"));
        }
        return differences;
    }

    /** Why a summary cannot give exact answers; empty when it can. */
    static Optional<String> doubt(Connection connection, String summary) throws SQLException {
        if (!exists(connection, summary)) {
            return Optional.of("it has no summary yet");
        }
        return Sql.first(
                        connection,
                        "SELECT sum(odd), count(*) - count(amount_millionths + completed_millionths) FROM "
                                + Sql.quoted(summary),
                        row -> doubt(row.getLong(1), row.getLong(2)))
                .flatMap(doubt -> doubt);
    }

    private static Optional<String> doubt(long odd, long overflown) {
        if (odd > 0) {
            return Optional.of("it has " + odd + (odd == 1 ? " row" : " rows") + " that cannot be summed exactly");
        }
        return overflown > 0 ? Optional.of("it has a sum that 64 bits do not hold") : Optional.empty();
    }

    private static boolean exists(Connection connection, String summary) throws SQLException {
        return Sql.number(connection, "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ?", summary)
                > 0;
    }

    /** What is done with the figures of a row. */
    @FunctionalInterface
    private interface Folding {
        void take(Figures figures);
    }

    private static void fold(
            Connection connection,
            String table,
            String condition,
            Folding folding,
            LongConsumer progress,
            @Nullable Object... values)
            throws SQLException {
        FiguresReader reader = new FiguresReader(new TableSymbols(SummaryRule.of(table)));
        String select = "SELECT data FROM " + Sql.quoted(table) + " WHERE " + condition;
        try (PreparedStatement statement = connection.prepareStatement(select)) {
            Sql.bind(statement, values);
            try (ResultSet rows = statement.executeQuery()) {
                for (long read = 0; rows.next(); read++) {
                    folding.take(reader.read(Optional.ofNullable(rows.getBytes(1))));
                    if (read % REPORT_ROWS == 0) {
                        progress.accept(read);
                    }
                }
            }
        }
    }
}
