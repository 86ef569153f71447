package dev.tributary.warehouse;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Compares a summary with what the rows of its table come to. */
final class SummaryComparison {
    /** How many groups that differ are named. */
    private static final int NAMED = 5;

    private final String summary;
    private final Map<String, List<Optional<Long>>> kept;
    private final Map<String, List<Optional<Long>>> expected = new HashMap<>();

    SummaryComparison(Connection connection, String summary, Map<Optional<String>, SummaryCell> rows)
            throws SQLException {
        this.summary = summary;
        this.kept = kept(connection, summary);
        rows.forEach((group, cell) -> expected.put(label(group), cell.values()));
    }

    private static Map<String, List<Optional<Long>>> kept(Connection connection, String summary) throws SQLException {
        Map<String, List<Optional<Long>>> kept = new HashMap<>();
        Sql.list(connection, "SELECT * FROM " + Sql.quoted(summary), row -> kept.put(label(group(row)), values(row)));
        return kept;
    }

    private static Optional<String> group(ResultSet row) throws SQLException {
        return row.getObject(1) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    private static List<Optional<Long>> values(ResultSet row) throws SQLException {
        List<Optional<Long>> values = new ArrayList<>();
        for (int each = 0; each < SummaryCell.COLUMNS.size(); each++) {
            long value = row.getLong(2 + each);
            values.add(row.wasNull() ? Optional.empty() : Optional.of(value));
        }
        return values;
    }

    private static String label(Optional<String> group) {
        return group.map(text -> '"' + text + '"').orElse("rows without one");
    }

    /** What differs, in words; empty when nothing does. */
    List<String> differences() {
        TreeSet<String> groups = new TreeSet<>(kept.keySet());
        groups.addAll(expected.keySet());
        List<String> all = new ArrayList<>();
        groups.forEach(group -> difference(group).ifPresent(what -> all.add(what)));
        return all.size() <= NAMED ? all : shortened(all);
    }

    private List<String> shortened(List<String> all) {
        List<String> named = new ArrayList<>(all.subList(0, NAMED));
        named.add("summary " + summary + " has " + (all.size() - NAMED) + " more groups that differ from the rows");
        return named;
    }

    private Optional<String> difference(String group) {
        if (!kept.containsKey(group)) {
            return Optional.of("summary " + summary + " lacks " + group);
        }
        if (!expected.containsKey(group)) {
            return Optional.of("summary " + summary + " has " + group + ", the rows have not");
        }
        for (int each = 0; each < SummaryCell.COLUMNS.size(); each++) {
            Optional<Long> is = kept.get(group).get(each);
            Optional<Long> should = expected.get(group).get(each);
            if (is.isPresent() && !is.equals(should)) {
                return Optional.of("summary " + summary + " has " + SummaryCell.COLUMNS.get(each) + " " + is.get()
                        + " for " + group + ", the rows give "
                        + should.map(String::valueOf).orElse("a sum beyond 64 bits"));
            }
        }
        return Optional.empty();
    }
}
