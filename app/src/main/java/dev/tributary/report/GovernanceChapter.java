package dev.tributary.report;

import dev.tributary.report.DataTable.Column;
import dev.tributary.report.Governance.Audit;
import dev.tributary.report.Governance.Check;
import dev.tributary.report.Governance.Deleted;
import dev.tributary.report.Governance.Entries;
import dev.tributary.report.Governance.Permissions;
import dev.tributary.report.Governance.Retention;
import java.util.List;
import java.util.Optional;

/** How long data stays, who may read it, and whether the trail of what was done is whole. */
final class GovernanceChapter {
    private static final int MAX_DELETED = 40;
    private static final int MAX_FINDINGS = 10;

    private final Governance governance;

    GovernanceChapter(PipelineFigures figures) {
        this.governance = figures.governance();
    }

    /** The chapter of whoever may read everything. */
    void write(Manuscript to) {
        to.chapter("governance.title").lead(to.text("governance.lead"));
        to.section("governance.retention");
        governance
                .retention()
                .ifPresentOrElse(rule -> retention(to, rule), () -> to.nothing(to.text("governance.retention.none")));
        deleted(to);
        permissions(to);
        check(to, "governance.drift", governance.drift());
        audit(to);
        check(to, "governance.privacy", governance.privacy());
        to.section("governance.persons").paragraph(to.text("governance.persons.text"));
    }

    /** What a user is told: his own permissions, and what protects persons. */
    void writeOwn(Manuscript to, String user) {
        to.chapter("governance.title").lead(to.text("governance.own.lead", user));
        to.section("governance.permissions");
        if (governance.permissions().grants().isEmpty()) {
            to.nothing(to.text("governance.own.none", user));
        } else {
            new PermissionTables(to).grants(governance.permissions().grants());
        }
        to.section("governance.persons").paragraph(to.text("governance.persons.text"));
    }

    private void permissions(Manuscript to) {
        to.section("governance.permissions");
        Permissions permissions = governance.permissions();
        if (permissions.holders().isEmpty()) {
            to.nothing(to.text("governance.permissions.none"));
            return;
        }
        PermissionTables tables = new PermissionTables(to);
        tables.matrix(permissions);
        to.section("governance.grants");
        if (permissions.grants().isEmpty()) {
            to.nothing(to.text("governance.grants.none"));
        } else {
            tables.grants(permissions.grants());
        }
    }

    private void audit(Manuscript to) {
        check(to, "governance.audit", governance.audit().map(Audit::check));
        governance.audit().ifPresent(audit -> entries(to, audit.entries()));
    }

    private static void entries(Manuscript to, List<Entries> entries) {
        Numbers numbers = to.numbers();
        DataTable table = new DataTable(
                        Column.text(to.text("column.action"), 1.6),
                        Column.text(to.text("column.meaning"), 5),
                        Column.number(to.text("column.entries"), 1.2),
                        Column.text(to.text("column.latest"), 2.4))
                .dense();
        for (Entries kind : entries) {
            String meaning = "audit." + kind.action();
            table.row(
                    kind.action(),
                    to.knows(meaning) ? to.text(meaning) : "",
                    numbers.whole(kind.count()),
                    numbers.stamp(kind.last()));
        }
        table.total(
                to.text("total"),
                "",
                numbers.whole(entries.stream().mapToLong(Entries::count).sum()),
                "");
        to.table(table.note(to.counted("rows.all", entries.size())));
    }

    private static void retention(Manuscript to, Retention rule) {
        to.paragraph(rule.after()
                .map(after -> to.text("governance.retention.days", to.numbers().duration(after)))
                .orElse(to.text("governance.retention.days.forever")));
        to.paragraph(rule.quarantine()
                .map(after ->
                        to.text("governance.retention.quarantine", to.numbers().duration(after)))
                .orElse(to.text("governance.retention.quarantine.forever")));
        if (!rule.deletes()) {
            to.paragraph(to.text("governance.retention.reported"));
        }
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
