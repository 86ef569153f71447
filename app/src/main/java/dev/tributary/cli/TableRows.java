package dev.tributary.cli;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.HorizontalAlign;
import com.github.freva.asciitable.OverflowBehaviour;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Rows as a table without borders. The first rows decide how wide the columns are; then rows stream, so that no result is
 * too large. On a terminal cells are cut to fit, and the end says so.
 */
final class TableRows implements Rows {
    private static final int FIRST = 500;
    private static final int NARROWEST = 6;
    private static final int PADDING = 2;

    private final PrintStream out;
    private final List<Column> columns;
    private final OptionalInt width;
    private final Consumer<String> note;
    private final List<String[]> waiting = new ArrayList<>();
    private final boolean[] right;
    private int @Nullable [] widths;
    private boolean cut;

    /**
     * A table.
     *
     * @param width into how many characters a line must fit, if it must
     * @param note takes what is to be said about the table
     */
    TableRows(PrintStream out, List<Column> columns, OptionalInt width, Consumer<String> note) {
        this.out = out;
        this.columns = columns;
        this.width = width;
        this.note = note;
        this.right = new boolean[columns.size()];
    }

    @Override
    public void add(List<? extends @Nullable Object> row) {
        String[] cells = new String[columns.size()];
        for (int i = 0; i < cells.length; i++) {
            Column.Align align = columns.get(i).align();
            cells[i] = Cells.text(row.get(i), align);
            right[i] |= widths == null && Cells.right(row.get(i), align);
        }
        waiting.add(cells);
        if (waiting.size() >= FIRST) {
            print();
        }
    }

    private void print() {
        int[] before = widths;
        boolean first = before == null;
        int[] fitted = before == null ? fit(wanted()) : before;
        widths = fitted;
        com.github.freva.asciitable.Column[] layout = new com.github.freva.asciitable.Column[columns.size()];
        for (int i = 0; i < layout.length; i++) {
            int room = fitted[i];
            cut |= waiting.stream().anyMatch(new Longer(i, room)::isCut);
            layout[i] = new com.github.freva.asciitable.Column()
                    .header(first ? columns.get(i).title() : null)
                    .headerAlign(right[i] ? HorizontalAlign.RIGHT : HorizontalAlign.LEFT)
                    .dataAlign(right[i] ? HorizontalAlign.RIGHT : HorizontalAlign.LEFT)
                    .minWidth(room + PADDING)
                    .maxWidth(room + PADDING, OverflowBehaviour.ELLIPSIS_RIGHT);
        }
        String text = AsciiTable.getTable(AsciiTable.NO_BORDERS, layout, waiting.toArray(String[][]::new));
        text.lines()
                .forEach(line ->
                        out.println(line.substring(Math.min(1, line.length())).stripTrailing()));
        waiting.clear();
        if (out.checkError()) {
            throw new OutputClosedException();
        }
    }

    private record Longer(int column, int room) {
        boolean isCut(String[] cells) {
            return cells[column].length() > room;
        }
    }

    private int[] wanted() {
        int[] wanted = new int[columns.size()];
        for (int i = 0; i < wanted.length; i++) {
            int column = i;
            wanted[i] = Math.max(
                    columns.get(i).title().length(),
                    waiting.stream()
                            .mapToInt(cells -> cells[column].length())
                            .max()
                            .orElse(0));
        }
        return wanted;
    }

    /** Takes from the widest column until the line fits or all are narrow. */
    private int[] fit(int[] wanted) {
        int room = width.orElse(Integer.MAX_VALUE) - PADDING * (wanted.length - 1);
        int over = width.isPresent() ? Arrays.stream(wanted).sum() - room : 0;
        while (over > 0) {
            int widest = 0;
            for (int i = 1; i < wanted.length; i++) {
                widest = wanted[i] > wanted[widest] ? i : widest;
            }
            if (wanted[widest] <= NARROWEST) {
                return wanted;
            }
            wanted[widest]--;
            over--;
        }
        return wanted;
    }

    @Override
    public void flush() {
        if (!waiting.isEmpty()) {
            print();
        }
        out.flush();
    }

    @Override
    public void close() {
        if (!columns.isEmpty() && (!waiting.isEmpty() || widths == null)) {
            print();
        }
        if (cut) {
            note.accept("some cells are cut (they end in …); -o json, ndjson or csv prints them whole");
        }
    }
}
