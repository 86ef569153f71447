package dev.tributary.report;

import dev.tributary.report.Canvas.Align;
import dev.tributary.warehouse.TableKey;
import dev.tributary.warehouse.TableKey.Kind;
import dev.tributary.warehouse.TableState;
import java.util.List;

/** The tables with their keys, and the references between them. */
final class EntityDiagram {
    /** More tables than these are not drawn. */
    static final int MAX_TABLES = 14;

    private static final double SIDE = 176;
    private static final double CENTER = 92;
    private static final double CENTER_LEFT = (Canvas.PAGE_WIDTH - CENTER) / 2;
    private static final double HEIGHT = 44;
    private static final double STEP = 52;
    private static final String DIMENSION = "USERS";

    private final List<TableState> tables;
    private final List<TableKey> keys;

    EntityDiagram(List<TableState> tables, List<TableKey> keys) {
        this.tables = tables.subList(0, Math.min(MAX_TABLES, tables.size()));
        this.keys = List.copyOf(keys);
    }

    String draw(Manuscript words) {
        int rows = Math.max(1, (tables.size() + 1) / 2);
        double height = rows * STEP;
        double middle = height / 2;
        Canvas canvas = new Canvas(Canvas.PAGE_WIDTH, height, words.typefaces());
        boolean users = keys.stream().anyMatch(key -> key.table().equals(DIMENSION));
        for (int i = 0; i < tables.size(); i++) {
            boolean left = i % 2 == 0;
            int row = i / 2;
            double y = row * STEP;
            if (users && refersToUsers(tables.get(i))) {
                double from = left ? SIDE : Canvas.PAGE_WIDTH - SIDE;
                double to = left ? CENTER_LEFT : CENTER_LEFT + CENTER;
                canvas.line(from, y + HEIGHT / 2, to, middle, Shade.ARROW);
            }
            table(canvas, words, tables.get(i), left ? 0 : Canvas.PAGE_WIDTH - SIDE, y);
        }
        if (users) {
            dimension(canvas, words, middle);
        }
        return canvas.markup(words.text("warehouse.diagram.alt", tables.size()));
    }

    private void table(Canvas canvas, Manuscript words, TableState table, double x, double y) {
        canvas.rectangle(x + 0.5, y + 0.5, SIDE - 1, HEIGHT, Shade.PAPER);
        canvas.rectangle(x + 0.5, y + 0.5, SIDE - 1, 14, Shade.TINT);
        canvas.text(table.name(), x + 5, y + 3, SIDE - 10, Align.LEFT, Ink.STRONG);
        canvas.text(keys(words, table, Kind.PRIMARY), x + 5, y + 17, SIDE - 10, Align.LEFT, Ink.QUIET);
        canvas.text(keys(words, table, Kind.UNIQUE), x + 5, y + 25.5, SIDE - 10, Align.LEFT, Ink.QUIET);
        canvas.text(keys(words, table, Kind.FOREIGN), x + 5, y + 34, SIDE - 10, Align.LEFT, Ink.QUIET);
    }

    private static void dimension(Canvas canvas, Manuscript words, double middle) {
        double y = middle - HEIGHT / 2;
        canvas.rectangle(CENTER_LEFT, y, CENTER, HEIGHT, Shade.DARK);
        canvas.text(DIMENSION, CENTER_LEFT + 4, y + 10, CENTER - 8, Align.CENTER, Ink.ON_DARK);
        canvas.text(
                words.text("key.PRIMARY") + " USER_ID_HASHED",
                CENTER_LEFT + 2,
                y + 24,
                CENTER - 4,
                Align.CENTER,
                new Ink(6, false, "light"));
    }

    private boolean refersToUsers(TableState table) {
        return keys.stream()
                .anyMatch(key -> key.table().equals(table.name())
                        && key.references().filter(DIMENSION::equals).isPresent());
    }

    private String keys(Manuscript words, TableState table, Kind kind) {
        List<String> found = keys.stream()
                .filter(key -> key.table().equals(table.name()) && key.kind() == kind)
                .map(EntityDiagram::columns)
                .toList();
        String more = found.size() > 1 ? " (+" + (found.size() - 1) + ")" : "";
        return words.text("key." + kind) + " " + (found.isEmpty() ? Html.NOTHING : found.get(0) + more);
    }

    private static String columns(TableKey key) {
        return String.join(", ", key.columns())
                + key.references().map(table -> " \u2192 " + table).orElse("");
    }
}
