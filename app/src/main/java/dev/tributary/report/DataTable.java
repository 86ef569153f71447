package dev.tributary.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A table of figures. Its head is repeated on every page it reaches; below it stands what of it is shown. */
final class DataTable {
    /** Where the cells of a column stand. */
    enum Align {
        LEFT,
        RIGHT
    }

    /**
     * A column.
     *
     * @param title its heading
     * @param align where its cells stand
     * @param width its share of the table, the shares of all columns being compared
     * @param prose whether what stands between backticks is code; never of a column with data
     */
    record Column(String title, Align align, double width, boolean prose) {
        static Column text(String title, double width) {
            return new Column(title, Align.LEFT, width, false);
        }

        static Column number(String title, double width) {
            return new Column(title, Align.RIGHT, width, false);
        }

        static Column prose(String title, double width) {
            return new Column(title, Align.LEFT, width, true);
        }
    }

    /** A table of so few rows is not broken across pages. */
    private static final int MAX_WHOLE = 14;

    private final List<Column> columns;
    private final List<List<String>> rows = new ArrayList<>();
    private final List<List<String>> totals = new ArrayList<>();
    private String note = "";
    private String style = "data";

    DataTable(Column... columns) {
        this.columns = List.of(columns);
    }

    /** One row, a cell per column; the first one names it. */
    DataTable row(String... cells) {
        rows.add(Arrays.asList(cells));
        return this;
    }

    /** The last row, which sums up. */
    DataTable total(String... cells) {
        totals.add(Arrays.asList(cells));
        return this;
    }

    /** What stands below: how much of what there is the table shows. */
    DataTable note(String text) {
        note = text;
        return this;
    }

    /** With smaller letters, for many columns. */
    DataTable dense() {
        style = "data dense";
        return this;
    }

    void write(Html out) {
        boolean small = rows.size() + totals.size() <= MAX_WHOLE;
        out.open("div", "class", small ? "table whole" : "table")
                .open("table", "class", style)
                .open("thead")
                .open("tr");
        double all = columns.stream().mapToDouble(Column::width).sum();
        for (Column column : columns) {
            String share = String.format(Locale.ROOT, "width:%.2f%%", 100 * column.width() / all);
            out.element("th", column.title(), "scope", "col", "class", side(column), "style", share);
        }
        out.close("tr").close("thead").line().open("tbody").line();
        rows.forEach(row -> write(out, row, ""));
        totals.forEach(row -> write(out, row, "total"));
        out.close("tbody").close("table");
        if (!note.isEmpty()) {
            out.open("p", "class", "note").prose(note).close("p");
        }
        out.close("div").line();
    }

    private void write(Html out, List<String> row, String kind) {
        if (kind.isEmpty()) {
            out.open("tr");
        } else {
            out.open("tr", "class", kind);
        }
        for (int i = 0; i < columns.size(); i++) {
            String cell = row.get(i).isEmpty() ? Html.NOTHING : row.get(i);
            if (i == 0) {
                out.element("th", cell, "scope", "row", "class", side(columns.get(i)));
            } else {
                out.open("td", "class", side(columns.get(i)));
                (columns.get(i).prose() ? out.prose(cell) : out.text(cell)).close("td");
            }
        }
        out.close("tr").line();
    }

    private static String side(Column column) {
        return column.align().name().toLowerCase(Locale.ROOT);
    }
}
