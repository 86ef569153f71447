package dev.tributary.governance;

import dev.tributary.warehouse.Sql;
import dev.tributary.warehouse.Warehouse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The table {@code permissions} of a project, in its warehouse: one row per user and folder. A change is durable when its method returns, or was not made. */
public final class Permissions {
    private static final String COLUMNS =
            "user, folder, can_read, can_write, masks, row_filter, granted_at, granted_by";

    private final Warehouse warehouse;

    /** Those of a warehouse, which must be open for writing where something is to be changed. */
    public Permissions(Warehouse warehouse) {
        this.warehouse = warehouse;
    }

    /** Every row, by user and folder. */
    public List<Grant> all() {
        return warehouse.read(
                "list its permissions",
                connection -> GovernanceTables.exist(connection, "main")
                        ? Sql.list(
                                connection,
                                "SELECT " + COLUMNS + " FROM permissions ORDER BY user, folder",
                                Permissions::grant)
                        : List.of());
    }

    /** The rows of a user in a database of the connection. */
    static List<Grant> of(Connection connection, String schema, String user) throws SQLException {
        return Sql.list(
                connection,
                "SELECT " + COLUMNS + " FROM " + Sql.quoted(schema) + ".permissions WHERE user = ? ORDER BY folder",
                Permissions::grant,
                user);
    }

    private static Grant grant(ResultSet row) throws SQLException {
        return new Grant(
                row.getString(1),
                row.getString(2),
                row.getBoolean(3),
                row.getBoolean(4),
                Masks.ofStored(row.getString(5)),
                Optional.ofNullable(row.getString(6)).map(RowFilter::of),
                Instant.parse(row.getString(7)),
                row.getString(8));
    }

    /**
     * Gives a permission; it takes the place of the one that the user had for that folder.
     *
     * @return what the place held before
     * @throws GovernanceException when there is no such user or the grant makes no sense; then nothing has changed
     */
    public Optional<Grant> grant(Grant grant, Folders folders) {
        String user = new Accounts(warehouse).require(grant.user()).name();
        String folder = folders.require(grant.folder());
        folders.requireMaskable(folder, grant);
        return warehouse.change("grant " + folder + " to " + user, connection -> {
            folders.requireFits(connection, folder, grant);
            Optional<Grant> before = find(connection, user, folder);
            Sql.update(
                    connection,
                    "INSERT OR REPLACE INTO permissions (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    user,
                    folder,
                    grant.canRead(),
                    grant.canWrite(),
                    grant.masks().stored(),
                    grant.rowFilter().map(RowFilter::sql).orElse(null),
                    grant.grantedAt().toString(),
                    grant.grantedBy());
            return before;
        });
    }

    /**
     * Takes a permission away.
     *
     * @param read whether the right to read goes
     * @param write whether the right to write goes
     * @return what is left of it; empty when nothing is
     * @throws GovernanceException when there is no such user, or he has no such permission
     */
    public Optional<Grant> revoke(String name, String folder, boolean read, boolean write) {
        String user = new Accounts(warehouse).require(name).name();
        return warehouse.change("revoke " + folder + " from " + user, connection -> {
            Grant before = find(connection, user, folder).orElseThrow(() -> missing(connection, user, folder));
            boolean stillReads = before.canRead() && !read;
            boolean stillWrites = before.canWrite() && !write;
            if (!stillReads && !stillWrites) {
                Sql.update(connection, "DELETE FROM permissions WHERE user = ? AND folder = ?", user, folder);
                return Optional.<Grant>empty();
            }
            Sql.update(
                    connection,
                    "UPDATE permissions SET can_read = ?, can_write = ? WHERE user = ? AND folder = ?",
                    stillReads,
                    stillWrites,
                    user,
                    folder);
            return find(connection, user, folder);
        });
    }

    private static UnknownNameException missing(Connection connection, String user, String folder) {
        try {
            List<String> folders =
                    of(connection, "main", user).stream().map(Grant::folder).toList();
            return new UnknownNameException(
                    user + " has no permission for " + folder, folder, folders, "tributary permissions list " + user);
        } catch (SQLException e) {
            throw new IllegalStateException("the permissions were read a moment ago", e);
        }
    }

    private static Optional<Grant> find(Connection connection, String user, String folder) throws SQLException {
        return of(connection, "main", user).stream()
                .filter(grant -> grant.folder().equalsIgnoreCase(folder))
                .findFirst();
    }
}
