package dev.tributary.bench;

import dev.tributary.warehouse.NamedQueries;
import dev.tributary.warehouse.NamedQuery;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;

/** The four questions with a name, asked through a connection. */
final class FourQueries {
    /** The original's SQL, as written. */
    static final Function<NamedQuery, String> ORIGINAL = NamedQuery::original;

    /** The same answers from the summaries that the loader keeps up. */
    static final Function<NamedQuery, String> SUMMARIES = NamedQuery::summarySql;

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
            List<String> ours = answer(one, oneText.apply(query));
            List<String> theirs = answer(other, otherText.apply(query));
            if (ours.isEmpty() || !new TreeSet<>(ours).equals(new TreeSet<>(theirs))) {
                throw new IllegalStateException(query.name() + " gives " + ours + " and " + theirs);
            }
        }
    }

    private static List<String> answer(Connection connection, String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(sql)) {
            while (answer.next()) {
                rows.add(answer.getString(1) + " " + Math.round(answer.getDouble(2) * 100));
            }
        }
        return rows;
    }
}
