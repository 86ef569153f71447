package dev.tributary.report;

import dev.tributary.report.DataTable.Column;
import dev.tributary.report.PipelineFigures.Tables;
import dev.tributary.warehouse.TableKey;
import dev.tributary.warehouse.TableKey.Kind;
import dev.tributary.warehouse.TableState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The tables of the warehouse, their keys and columns. */
final class WarehouseChapter {
    /** More columns of one table than these are counted, not named. */
    private static final int MAX_COLUMNS = 60;

    private static final int MAX_TABLES = 100;

    private final Optional<Tables> warehouse;
    private final boolean restricted;

    WarehouseChapter(PipelineFigures figures) {
        this.warehouse = figures.warehouse();
        this.restricted = figures.reader().isPresent();
    }

    void write(Manuscript to) {
        to.chapter("warehouse.title").lead(to.text("warehouse.lead"));
        if (warehouse.isEmpty()) {
            to.section("warehouse.tables").nothing(to.text("warehouse.none"));
            return;
        }
        Tables tables = warehouse.get();
        to.section("warehouse.tables");
        if (tables.tables().isEmpty()) {
            to.nothing(to.text(restricted ? "warehouse.own.empty" : "warehouse.empty"));
            return;
        }
        tables(to, tables);
        to.section("warehouse.diagram");
        to.figure(new EntityDiagram(tables.tables(), tables.keys()).draw(to), to.text("warehouse.diagram.caption"));
        if (tables.tables().size() > EntityDiagram.MAX_TABLES) {
            to.paragraph(to.text(
                    "warehouse.diagram.cut",
                    EntityDiagram.MAX_TABLES,
                    to.numbers().whole(tables.tables().size())));
        }
        to.section("warehouse.keys");
        keys(to, tables);
        to.section("warehouse.columns");
        columns(to, tables);
    }

    private static void tables(Manuscript to, Tables warehouse) {
        Numbers numbers = to.numbers();
        to.introduction(summary(to, warehouse));
        DataTable table = new DataTable(
                        Column.text(to.text("column.table"), 4),
                        Column.text(to.text("column.mode"), 1.6),
                        Column.number(to.text("column.rows"), 1.6),
                        Column.number(to.text("column.columns"), 1.3),
                        Column.text(to.text("column.newest"), 2.6),
                        Column.text(to.text("column.imported"), 2.6))
                .dense();
        shown(warehouse.tables())
                .forEach(state -> table.row(
                        state.name(),
                        to.text("mode." + String.valueOf(state.mode())),
                        numbers.whole(state.rows()),
                        numbers.whole(state.columns().size()),
                        state.newestRecord().map(numbers::stamp).orElse(""),
                        state.newestImport().map(numbers::stamp).orElse("")));
        warehouse
                .users()
                .ifPresent(users ->
                        table.row("USERS", to.text("mode.dimension"), numbers.whole(users), numbers.whole(4), "", ""));
        int all = warehouse.tables().size();
        to.table(table.note(
                all <= MAX_TABLES
                        ? to.counted("rows.all", all + (warehouse.users().isPresent() ? 1 : 0))
                        : cut(to, all)));
    }

    private static String summary(Manuscript to, Tables warehouse) {
        String tables = to.counted("tables", warehouse.tables().size());
        String rows = to.counted("rows", warehouse.rows());
        if (warehouse.bytes().isEmpty()) {
            return to.text("warehouse.summary.own", tables, rows);
        }
        return to.text(
                "warehouse.summary",
                tables,
                rows,
                to.numbers().bytes(warehouse.bytes().getAsLong()),
                warehouse.lastLoad().map(to.numbers()::moment).orElse(to.text("never")),
                rejects(to, warehouse.rejects().orElse(0)));
    }

    private static String rejects(Manuscript to, long lines) {
        return lines == 0 ? to.text("warehouse.rejects.none") : to.counted("warehouse.rejects", lines);
    }

    /** A row for each table; a table may have several unique keys. */
    private static void keys(Manuscript to, Tables warehouse) {
        DataTable table = new DataTable(
                        Column.text(to.text("column.table"), 3),
                        Column.text(to.text("keyname.PRIMARY"), 1.8),
                        Column.text(to.text("keyname.UNIQUE"), 4),
                        Column.text(to.text("keyname.FOREIGN"), 2.6))
                .dense();
        List<String> names =
                warehouse.keys().stream().map(TableKey::table).distinct().toList();
        names.stream()
                .limit(MAX_TABLES)
                .forEach(name -> table.row(
                        name,
                        keys(warehouse, name, Kind.PRIMARY),
                        keys(warehouse, name, Kind.UNIQUE),
                        keys(warehouse, name, Kind.FOREIGN)));
        to.table(table.note(cut(to, names.size())));
    }

    private static String keys(Tables warehouse, String table, Kind kind) {
        return warehouse.keys().stream()
                .filter(key -> key.table().equals(table) && key.kind() == kind)
                .map(key -> String.join(", ", key.columns())
                        + key.references().map(other -> " \u2192 " + other).orElse(""))
                .collect(Collectors.joining("; "));
    }

    /** Tables with columns of the same names share a row; a type that differs between them is named for each. */
    private static void columns(Manuscript to, Tables warehouse) {
        List<TableState> tables = warehouse.tables();
        to.introduction(to.text("warehouse.columns.lead")
                + (warehouse.users().isPresent() ? " " + to.text("warehouse.columns.users") : ""));
        DataTable table = new DataTable(
                        Column.text(to.text("column.table"), 2.6), Column.text(to.text("column.typed-columns"), 8))
                .dense();
        Map<List<String>, List<TableState>> alike = new LinkedHashMap<>();
        shown(tables)
                .forEach(state -> alike.computeIfAbsent(names(state), names -> new ArrayList<>())
                        .add(state));
        alike.forEach((names, same) -> table.row(
                same.stream().map(TableState::name).collect(Collectors.joining(", ")), columns(to, names, same)));
        to.table(table.note(cut(to, tables.size())));
    }

    private static List<String> names(TableState table) {
        return table.columns().stream().map(TableState.Column::name).toList();
    }

    private static String columns(Manuscript to, List<String> names, List<TableState> tables) {
        String named = names.stream()
                .limit(MAX_COLUMNS)
                .map(name -> (name + " " + types(name, tables)).strip())
                .collect(Collectors.joining(", "));
        int more = names.size() - MAX_COLUMNS;
        String cut = more > 0 ? "; " + to.counted("warehouse.columns.more", more) : "";
        long members =
                tables.stream().mapToLong(TableState::untypedMembers).max().orElse(0);
        String untyped = members > 0 ? "; " + to.counted("warehouse.columns.untyped", members) : "";
        return named + cut + untyped;
    }

    private static String types(String column, List<TableState> tables) {
        return tables.stream()
                .flatMap(table -> table.columns().stream())
                .filter(one -> one.name().equals(column))
                .map(one -> one.type().toLowerCase(Locale.ROOT))
                .filter(type -> !type.isEmpty())
                .distinct()
                .sorted()
                .collect(Collectors.joining("/"));
    }

    private static List<TableState> shown(List<TableState> tables) {
        return tables.subList(0, Math.min(MAX_TABLES, tables.size()));
    }

    private static String cut(Manuscript to, int all) {
        return all <= MAX_TABLES
                ? to.counted("rows.all-tables", all)
                : to.text("rows.first.plain", MAX_TABLES, to.numbers().whole(all));
    }
}
