package dev.tributary.report;

import dev.tributary.report.DataTable.Column;
import dev.tributary.report.Governance.Check;
import dev.tributary.report.Governance.Deleted;
import dev.tributary.report.Governance.Permission;
import dev.tributary.report.Governance.Retention;
import java.util.List;
import java.util.Optional;

/** How long data stays, who may read it, and whether the trail of what was done is whole. */
final class GovernanceChapter {
    private static final int MAX_DELETED = 40;
    private static final int MAX_PERMISSIONS = 200;
    private static final int MAX_FINDINGS = 10;

    private final Governance governance;

    GovernanceChapter(PipelineFigures figures) {
        this.governance = figures.governance();
    }

    void write(Manuscript to) {
        to.chapter("governance.title").lead(to.text("governance.lead"));
        to.section("governance.retention");
        governance
                .retention()
                .ifPresentOrElse(rule -> retention(to, rule), () -> to.nothing(to.text("governance.retention.none")));
        deleted(to);
        to.section("governance.permissions");
        if (governance.permissions().isEmpty()) {
            to.nothing(to.text("governance.permissions.none"));
        } else {
            permissions(to);
        }
        check(to, "governance.audit", governance.audit());
        check(to, "governance.privacy", governance.privacy());
        to.section("governance.persons").paragraph(to.text("governance.persons.text"));
    }

    private static void retention(Manuscript to, Retention rule) {
        to.paragraph(to.text(
                rule.deletes() ? "governance.retention.deletes" : "governance.retention.reports",
                rule.after(),
                rule.quarantine()));
    }

    private void deleted(Manuscript to) {
        List<Deleted> all = governance.deleted();
        if (all.isEmpty()) {
            to.paragraph(to.text("governance.deleted.none"));
            return;
        }
        Numbers numbers = to.numbers();
        DataTable table = new DataTable(
                        Column.text(to.text("column.topic"), 4),
                        Column.text(to.text("column.day"), 1.8),
                        Column.number(to.text("column.records"), 1.6),
                        Column.number(to.text("column.size"), 1.4),
                        Column.text(to.text("column.deleted"), 2.8))
                .dense();
        all.stream()
                .limit(MAX_DELETED)
                .forEach(day -> table.row(
                        day.topic(),
                        day.day().map(Object::toString).orElse(""),
                        numbers.whole(day.records()),
                        numbers.bytes(day.bytes()),
                        numbers.stamp(day.at())));
        table.total(
                to.text("total"),
                "",
                numbers.whole(all.stream().mapToLong(Deleted::records).sum()),
                numbers.bytes(all.stream().mapToLong(Deleted::bytes).sum()),
                "");
        to.table(table.note(note(to, all.size(), MAX_DELETED)));
    }

    private void permissions(Manuscript to) {
        DataTable table = new DataTable(
                        Column.text(to.text("column.granted-to"), 3),
                        Column.text(to.text("column.folder"), 4),
                        Column.text(to.text("column.read"), 2),
                        Column.text(to.text("column.write"), 1.4))
                .dense();
        governance.permissions().stream()
                .limit(MAX_PERMISSIONS)
                .forEach(permission -> table.row(
                        permission.user(),
                        permission.folder(),
                        read(to, permission),
                        permission.write() ? to.text("yes") : ""));
        to.table(table.note(note(to, governance.permissions().size(), MAX_PERMISSIONS)));
    }

    private static String read(Manuscript to, Permission permission) {
        if (!permission.read()) {
            return "";
        }
        return permission.limited() ? to.text("governance.limited") : to.text("yes");
    }

    private static void check(Manuscript to, String key, Optional<Check> found) {
        to.section(key);
        if (found.isEmpty()) {
            to.nothing(to.text(key + ".none"));
            return;
        }
        Check check = found.get();
        String at = to.numbers().moment(check.at());
        String looked = to.numbers().whole(check.looked());
        to.paragraph(to.text(key + (check.passed() ? ".passed" : ".failed"), at, looked));
        check.findings().stream().limit(MAX_FINDINGS).forEach(to::nothing);
        if (check.findings().size() > MAX_FINDINGS) {
            to.paragraph(to.text(
                    "rows.first.findings",
                    MAX_FINDINGS,
                    to.numbers().whole(check.findings().size())));
        }
    }

    private static String note(Manuscript to, int all, int limit) {
        return all <= limit
                ? to.counted("rows.all", all)
                : to.text("rows.first.findings", limit, to.numbers().whole(all));
    }
}
