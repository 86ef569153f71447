package dev.tributary.warehouse;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the summaries of one table have to be changed by. Gathered in memory, a sum for each group, and written in the
 * transaction of the rows: a group costs a statement's row, however many rows changed it.
 */
final class SummaryDeltas {
    /** How many groups one statement takes, where there are many. */
    private static final int GROUPS = 32;

    private final SummaryRule rule;
    private final List<Map<Optional<String>, SummaryCell>> cells = new ArrayList<>();

    SummaryDeltas(SummaryRule rule) {
        this.rule = rule;
        rule.members().forEach(member -> cells.add(new HashMap<>()));
    }

    /** Whether the table has no summaries, so that nobody needs to tell what changes. */
    boolean none() {
        return cells.isEmpty();
    }

    /** A row came. */
    void add(Figures figures) {
        count(figures, 1);
    }

    /** Rows came. One summary after the other, so that the memory of one row's groups is waited for while that of the next ones is fetched. */
    void addAll(List<? extends Figures> rows) {
        for (int each = 0; each < cells.size(); each++) {
            for (Figures figures : rows) {
                cell(each, figures.group(each)).count(figures, 1);
            }
        }
    }

    /** A row that was there goes. */
    void subtract(Figures figures) {
        count(figures, -1);
    }

    private void count(Figures figures, int sign) {
        for (int each = 0; each < cells.size(); each++) {
            cell(each, figures.group(each)).count(figures, sign);
        }
    }

    private SummaryCell cell(int summary, Symbol group) {
        SummaryCell noted = group.cell(this);
        if (noted != null) {
            return noted;
        }
        SummaryCell cell = cells.get(summary).computeIfAbsent(group.text(), unseen -> new SummaryCell());
        group.note(this, cell);
        return cell;
    }

    /** The groups of the summary by a member. */
    Map<Optional<String>, SummaryCell> cells(String member) {
        return Collections.unmodifiableMap(cells.get(rule.members().indexOf(member)));
    }

    /** Brings everything gathered into the summaries. To be called once, before the transaction ends. */
    void write(Connection connection) throws SQLException {
        for (int each = 0; each < cells.size(); each++) {
            Map<Optional<String>, SummaryCell> changes = cells.get(each);
            if (!changes.isEmpty()) {
                write(connection, rule.members().get(each), inOrder(changes));
            }
        }
    }

    /** In the order in which the table has them, so that one page after the other changes. */
    private static List<Map.Entry<Optional<String>, SummaryCell>> inOrder(Map<Optional<String>, SummaryCell> changes) {
        List<Map.Entry<Optional<String>, SummaryCell>> ordered = new ArrayList<>(changes.entrySet());
        ordered.sort(Comparator.comparing(change -> change.getKey().orElse("")));
        return ordered;
    }

    private void write(Connection connection, String member, List<Map.Entry<Optional<String>, SummaryCell>> changes)
            throws SQLException {
        int whole = changes.size() - changes.size() % GROUPS;
        if (whole > 0) {
            try (PreparedStatement many = connection.prepareStatement(merge(member, GROUPS))) {
                for (int from = 0; from < whole; from += GROUPS) {
                    merge(many, changes.subList(from, from + GROUPS));
                }
            }
        }
        try (PreparedStatement one = connection.prepareStatement(merge(member, 1))) {
            for (Map.Entry<Optional<String>, SummaryCell> change : changes.subList(whole, changes.size())) {
                merge(one, List.of(change));
            }
        }
        removeEmptied(connection, member, changes);
    }

    /** A sum that 64 bits do not hold becomes NULL and stays it. */
    private String merge(String member, int groups) {
        return "INSERT INTO " + Sql.quoted(rule.summary(member)) + " VALUES "
                + String.join(", ", Collections.nCopies(groups, "(ifnull(?, x''), ?, ?, ?, ?, ?, ?, ?)"))
                + " ON CONFLICT (" + Sql.quoted(member) + ") DO UPDATE SET records = records + excluded.records,"
                + " amounts = amounts + excluded.amounts, " + added("amount_millionths")
                + ", completed_records = completed_records + excluded.completed_records,"
                + " completed_amounts = completed_amounts + excluded.completed_amounts, "
                + added("completed_millionths") + ", odd = odd + excluded.odd";
    }

    private static String added(String column) {
        String sum = column + " + excluded." + column;
        return column + " = CASE WHEN typeof(" + sum + ") = 'integer' THEN " + sum + " END";
    }

    private static void merge(PreparedStatement merge, List<Map.Entry<Optional<String>, SummaryCell>> changes)
            throws SQLException {
        int index = 1;
        for (Map.Entry<Optional<String>, SummaryCell> change : changes) {
            merge.setString(index++, change.getKey().orElse(null));
            for (Optional<Long> value : change.getValue().values()) {
                merge.setObject(index++, value.orElse(null));
            }
        }
        merge.executeUpdate();
    }

    /** A group without rows is none, as if there never had been one. */
    private void removeEmptied(
            Connection connection, String member, List<Map.Entry<Optional<String>, SummaryCell>> changes)
            throws SQLException {
        for (Map.Entry<Optional<String>, SummaryCell> change : changes) {
            if (change.getValue().shrinks()) {
                Sql.update(
                        connection,
                        "DELETE FROM " + Sql.quoted(rule.summary(member)) + " WHERE " + Sql.quoted(member)
                                + " = ifnull(?, x'') AND records = 0 AND odd = 0",
                        change.getKey().orElse(null));
            }
        }
    }
}
