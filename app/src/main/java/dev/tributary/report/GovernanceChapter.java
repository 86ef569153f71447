package dev.tributary.report;

import dev.tributary.report.DataTable.Column;
import dev.tributary.report.Governance.Audit;
import dev.tributary.report.Governance.Check;
import dev.tributary.report.Governance.Deleted;
import dev.tributary.report.Governance.Entries;
import dev.tributary.report.Governance.Permissions;
import dev.tributary.report.Governance.Retention;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

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
        String days = rule.archives() ? "governance.retention.archived" : "governance.retention.days";
        to.paragraph(rule.after()
                .map(after -> to.text(days, to.numbers().duration(after)))
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
                        Column.text(to.text("column.topic"), 3.6),
                        Column.text(to.text("column.became"), 1.4),
                        Column.text(to.text("column.first-day"), 1.6),
                        Column.text(to.text("column.last-day"), 1.6),
                        Column.number(to.text("column.records"), 1.2),
                        Column.number(to.text("column.size"), 1.3),
                        Column.text(to.text("column.deleted"), 2.6))
                .dense();
        Map<String, List<Deleted>> alike = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        all.forEach(day -> alike.computeIfAbsent(day.topic() + " " + day.archived(), key -> new ArrayList<>())
                .add(day));
        alike.values().stream().limit(MAX_DELETED).forEach(days -> table.row(summary(to, days)));
        table.total(
                to.text("total"),
                "",
                "",
                "",
                numbers.whole(all.stream().mapToLong(Deleted::records).sum()),
                numbers.bytes(all.stream().mapToLong(Deleted::bytes).sum()),
                "");
        to.table(table.note(
                alike.size() <= MAX_DELETED
                        ? to.counted("rows.all", alike.size())
                        : to.text("rows.first.total", MAX_DELETED, numbers.whole(alike.size()))));
    }

    /** A row for the days of a topic that met the same fate. */
    private static String[] summary(Manuscript to, List<Deleted> days) {
        Numbers numbers = to.numbers();
        List<String> dates = days.stream()
                .flatMap(day -> day.day().stream())
                .sorted()
                .map(Object::toString)
                .toList();
        Instant last = days.stream().map(Deleted::at).max(Instant::compareTo).orElseThrow();
        return new String[] {
            days.get(0).topic(),
            to.text(days.get(0).archived() ? "became.archived" : "became.deleted"),
            dates.isEmpty() ? "" : dates.get(0),
            dates.isEmpty() ? "" : dates.get(dates.size() - 1),
            numbers.whole(days.stream().mapToLong(Deleted::records).sum()),
            numbers.bytes(days.stream().mapToLong(Deleted::bytes).sum()),
            numbers.stamp(last)
        };
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
}
