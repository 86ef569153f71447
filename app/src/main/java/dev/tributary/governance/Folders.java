package dev.tributary.governance;

import dev.tributary.lake.Feed;
import dev.tributary.lake.Feeds;
import dev.tributary.warehouse.Sql;
import dev.tributary.warehouse.WarehouseException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What permissions can be about: the feeds that are named in the settings, the folders that lie in the lake, the tables that are loaded, the dimension of users and the
 * dead letters.
 */
public final class Folders {
    private final Feeds feeds;
    private final List<String> names;

    /** Those of a project. */
    public Folders(Feeds feeds, Collection<String> inLake, Collection<String> tables) {
        this.feeds = feeds;
        TreeSet<String> all = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        all.addAll(tables);
        feeds.feeds().stream().filter(Feed::exact).map(Feed::topic).forEach(all::add);
        inLake.stream()
                .filter(name -> !name.startsWith("_") && !name.startsWith("."))
                .forEach(all::add);
        all.add(Grant.USERS);
        all.add(Grant.DEAD_LETTERS);
        this.names = List.copyOf(all);
    }

    /** Whether a folder holds raw personal data. */
    public static boolean confidential(Feeds feeds, String name) {
        return name.equalsIgnoreCase(Grant.DEAD_LETTERS)
                || feeds.match(name).map(Feed::confidential).orElse(false);
    }

    /** Whether there is something that a folder or pattern can mean. */
    boolean known(String folder) {
        return Grant.isExact(folder)
                ? names.stream().anyMatch(folder::equalsIgnoreCase)
                : reached(folder).findAny().isPresent();
    }

    /** The folders that a pattern reaches. */
    private Stream<String> reached(String pattern) {
        return names.stream()
                .filter(name -> !name.startsWith("_") && !name.equalsIgnoreCase(Grant.USERS))
                .filter(name -> !confidential(feeds, name) && Grant.matches(pattern, name));
    }

    /**
     * A folder as its own name has it, or a pattern.
     *
     * @throws GovernanceException when there is nothing that it can mean
     */
    String require(String folder) {
        if (!folder.matches("[a-zA-Z0-9._*?-]{1,249}")) {
            throw new GovernanceException(
                    "'" + folder + "' is neither a folder nor a pattern",
                    "use letters, digits, '.', '_', '-', and '*' or '?' for a pattern");
        }
        if (!known(folder)) {
            throw new UnknownNameException(
                    Grant.isExact(folder) ? "there is no folder " + folder : "no folder matches " + folder,
                    folder,
                    names,
                    "tributary feeds list");
        }
        return names.stream().filter(folder::equalsIgnoreCase).findFirst().orElse(folder);
    }

    /** Raw bytes have neither columns to mask nor rows to choose from. */
    void requireMaskable(String folder, Grant grant) {
        boolean restricted = !grant.masks().isEmpty() || grant.rowFilter().isPresent();
        if (restricted && confidential(feeds, folder)) {
            throw new GovernanceException(
                    folder + " holds records as they came, which no mask or row filter can reach",
                    "grant it whole, or not at all");
        }
        if (restricted && !grant.canRead()) {
            throw new GovernanceException(
                    "a mask or row filter is about reading, which this grant does not give", "add --read");
        }
    }

    /**
     * Makes sure that masks and filter mean something: of the tables that the grant is about, one has each column, and the filter can be asked of one.
     * Where no table is loaded yet nothing can be checked; what does not fit later hides the table.
     */
    void requireFits(Connection connection, String folder, Grant grant) throws SQLException {
        List<String> tables = loaded(connection, folder);
        if (tables.isEmpty()) {
            return;
        }
        List<String> columns = new ArrayList<>();
        for (String table : tables) {
            columns.addAll(
                    Sql.list(connection, "SELECT name FROM pragma_table_xinfo(?)", row -> row.getString(1), table));
        }
        for (String column : grant.masks().byColumn().keySet()) {
            if (columns.stream().noneMatch(column::equalsIgnoreCase)) {
                throw new UnknownNameException(
                        folder + " has no column " + column,
                        column,
                        columns.stream().distinct().toList(),
                        "tributary sql, then .schema " + tables.get(0));
            }
        }
        if (grant.rowFilter().isPresent()) {
            requireFits(connection, tables, grant.rowFilter().get());
        }
    }

    private static List<String> loaded(Connection connection, String folder) throws SQLException {
        List<String> tables = new ArrayList<>(
                Sql.list(connection, "SELECT name FROM _tables ORDER BY name", row -> row.getString(1)));
        tables.add(Grant.USERS);
        return tables.stream()
                .filter(name -> Grant.isExact(folder)
                        ? name.equalsIgnoreCase(folder)
                        : !name.equalsIgnoreCase(Grant.USERS) && Grant.matches(folder, name))
                .toList();
    }

    private static void requireFits(Connection connection, List<String> tables, RowFilter filter) {
        Optional<String> objection = Optional.empty();
        for (String table : tables) {
            objection = objection(connection, table, filter);
            if (objection.isEmpty()) {
                return;
            }
        }
        throw new GovernanceException(
                "the row filter cannot be asked of " + String.join(", ", tables) + ": " + objection.orElse(""),
                "tributary sql, then .schema " + tables.get(0));
    }

    private static Optional<String> objection(Connection connection, String table, RowFilter filter) {
        try {
            return Program.of(connection, "SELECT 1 FROM " + Sql.quoted(table) + " WHERE (" + filter.sql() + ")")
                    .objection();
        } catch (SQLException e) {
            return Optional.of(WarehouseException.plain(e));
        }
    }
}
