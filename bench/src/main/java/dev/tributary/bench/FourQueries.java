package dev.tributary.bench;

import dev.tributary.warehouse.NamedQueries;
import dev.tributary.warehouse.NamedQuery;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** The four questions with a name, asked through a connection. */
final class FourQueries {
    /** The original's SQL, as written. */
    static final Function<NamedQuery, String> ORIGINAL = NamedQuery::original;

    /** The same answers from the summaries that the loader keeps up. */
    static final Function<NamedQuery, String> SUMMARIES = NamedQuery::summarySql;

    private static final double HALF_A_CENT = 0.005;

    private FourQueries() {}

    /** Milliseconds that some of them take. */
    static double millis(Connection connection, List<NamedQuery> queries, Function<NamedQuery, String> text)
            throws SQLException {
        long start = System.nanoTime();
        for (NamedQuery query : queries) {
            answer(connection, text.apply(query));
        }
        return (System.nanoTime() - start) / 1e6;
    }

    /** Makes sure that two ways of asking give the same answers, amounts to the cent. */
    static void requireEqual(
            Connection one,
            Function<NamedQuery, String> oneText,
            Connection other,
            Function<NamedQuery, String> otherText)
            throws SQLException {
        for (NamedQuery query : NamedQueries.all()) {
            Map<String, Double> ours = answer(one, oneText.apply(query));
            Map<String, Double> theirs = answer(other, otherText.apply(query));
            if (ours.isEmpty() || !equal(ours, theirs)) {
                throw new IllegalStateException(query.name() + " gives " + ours + " and " + theirs);
            }
        }
    }

    /** Rounding first would make two of a sum that ends in half a cent and is added up in doubles. */
    private static boolean equal(Map<String, Double> ours, Map<String, Double> theirs) {
        return ours.keySet().equals(theirs.keySet())
                && ours.entrySet().stream()
                        .allMatch(row ->
                                Math.abs(row.getValue() - theirs.getOrDefault(row.getKey(), Double.NaN)) < HALF_A_CENT);
    }

    private static Map<String, Double> answer(Connection connection, String sql) throws SQLException {
        Map<String, Double> rows = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(sql)) {
            while (answer.next()) {
                rows.put(answer.getString(1), answer.getDouble(2));
            }
        }
        return rows;
    }
}
