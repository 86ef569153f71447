package dev.tributary.cli;

import java.io.PrintStream;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Rows as RFC 4180. A text that a spreadsheet would run as a formula gets an apostrophe before it; numbers are left alone. Null is
 * nothing, an empty text is {@code ""}.
 */
final class CsvRows implements Rows {
    private static final String LINE_BREAK = "\r\n";

    private final PrintStream out;

    CsvRows(PrintStream out, List<Column> columns) {
        this.out = out;
        out.print(columns.stream().map(column -> text(column.name())).collect(Collectors.joining(",")) + LINE_BREAK);
    }

    @Override
    public void add(List<? extends @Nullable Object> row) {
        out.print(row.stream().map(CsvRows::cell).collect(Collectors.joining(",")) + LINE_BREAK);
        if (out.checkError()) {
            throw new OutputClosedException();
        }
    }

    private static String cell(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        if (value instanceof byte[] bytes) {
            return HexFormat.of().formatHex(bytes);
        }
        return value instanceof Number || value instanceof Boolean ? value.toString() : text(value.toString());
    }

    private static String text(String text) {
        String safe = isFormula(text) ? "'" + text : text;
        boolean quoted = safe.isEmpty() || safe.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return quoted ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
    }

    private static boolean isFormula(String text) {
        return !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0;
    }

    @Override
    public void flush() {
        out.flush();
    }

    @Override
    public void close() {
        out.flush();
    }
}
