package dev.tributary.report;

import dev.tributary.report.DataTable.Column;
import dev.tributary.report.Governance.Extent;
import dev.tributary.report.Governance.Holder;
import dev.tributary.report.Governance.Permission;
import dev.tributary.report.Governance.Permissions;
import java.util.ArrayList;
import java.util.List;

/** Who may do what with which folder: as a matrix of what holds, and as it was granted. */
final class PermissionTables {
    private static final int USERS_PER_TABLE = 6;
    private static final int MAX_USERS = 24;
    private static final int MAX_FOLDERS = 60;
    private static final int MAX_GRANTS = 200;

    private final Manuscript to;

    PermissionTables(Manuscript to) {
        this.to = to;
    }

    /** A row for each folder, a column for each user; users that do not fit beside each other are in a table of their own. */
    void matrix(Permissions permissions) {
        List<Holder> holders = permissions.holders();
        to.introduction(to.text("governance.matrix.lead"));
        int shown = Math.min(MAX_USERS, holders.size());
        for (int from = 0; from < shown; from += USERS_PER_TABLE) {
            matrix(permissions, holders.subList(from, Math.min(from + USERS_PER_TABLE, shown)));
        }
    }

    private void matrix(Permissions permissions, List<Holder> holders) {
        List<Column> columns = new ArrayList<>();
        columns.add(Column.text(to.text("column.folder"), 3.4));
        holders.forEach(holder -> columns.add(Column.text(holder.user(), 1.4)));
        DataTable table = new DataTable(columns.toArray(Column[]::new)).dense();
        int folders = Math.min(MAX_FOLDERS, permissions.folders().size());
        for (int i = 0; i < folders; i++) {
            List<String> cells = new ArrayList<>(List.of(permissions.folders().get(i)));
            for (Holder holder : holders) {
                cells.add(extent(holder, holder.extents().get(i)));
            }
            table.row(cells.toArray(String[]::new));
        }
        Numbers numbers = to.numbers();
        int all = permissions.folders().size();
        String rows = all <= MAX_FOLDERS
                ? to.counted("governance.matrix.folders", all)
                : to.text("governance.matrix.folders.cut", MAX_FOLDERS, numbers.whole(all));
        int users = permissions.holders().size();
        String who = users <= USERS_PER_TABLE
                ? to.counted("governance.matrix.users", users)
                : to.text(
                        "governance.matrix.users.cut",
                        permissions.holders().indexOf(holders.get(0)) + 1,
                        permissions.holders().indexOf(holders.get(holders.size() - 1)) + 1,
                        numbers.whole(users));
        to.table(table.note(rows + " " + who));
    }

    private String extent(Holder holder, Extent extent) {
        if (holder.administrator()) {
            return to.text("governance.extent.all");
        }
        List<String> words = new ArrayList<>();
        if (extent.read()) {
            words.add(to.text(extent.part() ? "governance.extent.part" : "governance.extent.read"));
        }
        if (extent.write()) {
            words.add(to.text("governance.extent.write"));
        }
        return String.join(", ", words);
    }

    /** The rows of the table {@code permissions}. */
    void grants(List<Permission> grants) {
        DataTable table = new DataTable(
                        Column.text(to.text("column.granted-to"), 1.4),
                        Column.text(to.text("column.folder"), 3.2),
                        Column.text(to.text("column.right"), 1),
                        Column.text(to.text("column.masks"), 3),
                        Column.text(to.text("column.filter"), 2.2),
                        Column.text(to.text("column.since"), 2.1))
                .dense();
        grants.stream()
                .limit(MAX_GRANTS)
                .forEach(grant -> table.row(
                        grant.user(),
                        grant.folder(),
                        right(grant),
                        grant.masks(),
                        grant.filter().orElse(""),
                        to.text("governance.granted", to.numbers().stamp(grant.since()), grant.by())));
        int all = grants.size();
        to.table(table.note(
                all <= MAX_GRANTS
                        ? to.counted("rows.all", all)
                        : to.text(
                                "rows.first.findings", MAX_GRANTS, to.numbers().whole(all))));
    }

    private String right(Permission grant) {
        List<String> words = new ArrayList<>();
        if (grant.read()) {
            words.add(to.text("governance.extent.read"));
        }
        if (grant.write()) {
            words.add(to.text("governance.extent.write"));
        }
        return String.join(", ", words);
    }
}
