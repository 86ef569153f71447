package dev.tributary.report;

import dev.tributary.report.DataTable.Column;
import dev.tributary.report.PipelineFigures.SettingLine;
import java.util.List;

/** How the system was configured, what it is made of, and how each number can be checked. */
final class Appendix {
    private final PipelineFigures figures;

    Appendix(PipelineFigures figures) {
        this.figures = figures;
    }

    void write(Manuscript to) {
        to.chapter("appendix.title").lead(to.text("appendix.lead"));
        to.section("appendix.check");
        check(to);
        to.section("appendix.configuration");
        configuration(to);
        to.section("appendix.versions");
        versions(to);
    }

    /** The configuration is for administrators. */
    void writeReadable(Manuscript to, String reader) {
        to.chapter("appendix.title").lead(to.text("appendix.own.lead"));
        to.section("appendix.check");
        DataTable table = new DataTable(
                Column.text(to.text("column.number"), 4), Column.prose(to.text("column.checked-with"), 6));
        for (String what : List.of("rows", "queries", "permissions")) {
            table.row(to.text("check." + what), to.text("check." + what + ".own", reader));
        }
        to.table(table.note(to.text("check.note")));
        to.section("appendix.versions");
        versions(to);
    }

    private static void check(Manuscript to) {
        DataTable table = new DataTable(
                Column.text(to.text("column.number"), 4), Column.prose(to.text("column.checked-with"), 6));
        for (String what : List.of(
                "records", "rows", "balance", "queries", "permissions", "audit", "quarantine", "configuration")) {
            table.row(to.text("check." + what), to.text("check." + what + ".how"));
        }
        to.table(table.note(to.text("check.note")));
    }

    private void configuration(Manuscript to) {
        DataTable table = new DataTable(
                        Column.text(to.text("column.setting"), 3.4),
                        Column.text(to.text("column.value"), 5),
                        Column.text(to.text("column.origin"), 1.8))
                .dense();
        figures.settings().forEach(setting -> table.row(setting.key(), setting.value(), origin(to, setting)));
        to.table(table.note(to.counted("rows.all", figures.settings().size()) + " " + to.text("appendix.masked")));
    }

    private static String origin(Manuscript to, SettingLine setting) {
        String key = "origin." + setting.origin();
        return to.knows(key) ? to.text(key) : setting.origin();
    }

    private void versions(Manuscript to) {
        DataTable table =
                new DataTable(Column.text(to.text("column.part"), 4), Column.text(to.text("column.version"), 6));
        figures.parts().forEach(part -> table.row(part.name(), part.version()));
        to.table(table.note(to.counted("rows.all", figures.parts().size())));
    }
}
