package dev.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

class RowsTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    private final List<String> notes = new ArrayList<>();

    @Test
    void tablesAlignNumbersRightAndCountWithSeparators() {
        print(this::table, List.of(Column.text("topic"), Column.count("records"), Column.any("sum")), rows -> {
            rows.row("A", 1_234_567, 3.10);
            rows.row("LONGER", 0, new BigDecimal("12.500"));
            rows.row("nothing", 7L, null);
        });

        assertThat(printed()).isEqualTo("""
                topic      records     sum
                A        1,234,567     3.1
                LONGER           0  12.500
                nothing          7    NULL
                """);
    }

    @Test
    void tablesSpellOutWhatWouldSteerTheTerminal() {
        print(this::table, List.of(Column.text("x")), rows -> rows.row("a\u001b[31mb\nc\td\u202e"));

        assertThat(printed()).isEqualTo("x\na\\u001b[31mb\\nc\\td\\u202e\n");
    }

    @Test
    void tablesOnATerminalAreCutToFitAndSaySo() {
        print(
                (stream, columns) -> new TableRows(stream, columns, OptionalInt.of(20), notes::add),
                List.of(Column.text("key"), Column.text("value")),
                rows -> rows.row("k", "0123456789012345678901234567890"));

        assertThat(printed().lines()).allMatch(line -> line.length() <= 20);
        assertThat(printed()).contains("…");
        assertThat(notes).singleElement().asString().contains("-o json");
    }

    @Test
    void longTablesStreamWithoutASecondHeading() {
        print(this::table, List.of(Column.any("n")), rows -> {
            for (int i = 0; i < 1_200; i++) {
                rows.row(i);
            }
        });

        assertThat(printed().lines()).hasSize(1_201);
        assertThat(printed().lines().filter(line -> line.strip().equals("n"))).hasSize(1);
    }

    @Test
    void emptyResultsAreStillDocuments() {
        List<Column> columns = List.of(Column.any("a"), Column.any("b"));
        print(this::table, columns, rows -> {});
        print((stream, names) -> new JsonRows(stream, names, false), columns, rows -> {});
        print((stream, names) -> new JsonRows(stream, names, true), columns, rows -> {});
        print(CsvRows::new, columns, rows -> {});

        assertThat(printed()).isEqualTo("a  b\n[]\na,b\r\n");
    }

    @Test
    void jsonKeepsTheKindsOfValues() {
        print(
                (stream, columns) -> new JsonRows(stream, columns, false),
                List.of(Column.any("a"), Column.any("b"), Column.any("c"), Column.any("d"), Column.any("e")),
                rows -> {
                    rows.row(1, 2.5, null, true, "x\"\n");
                    rows.row(Long.MAX_VALUE, new BigDecimal("1E+3"), new byte[] {1, (byte) 0xff}, false, List.of(1));
                });

        assertThat(printed()).isEqualTo("""
                [
                {"a":1,"b":2.5,"c":null,"d":true,"e":"x\\"\\n"},
                {"a":9223372036854775807,"b":1000,"c":"01ff","d":false,"e":[1]}
                ]
                """);
    }

    @Test
    void csvQuotesAndDisarmsFormulas() {
        print(CsvRows::new, List.of(Column.any("a"), Column.any("b,c")), rows -> {
            rows.row("x\"y", "two\nlines");
            rows.row("=1+1", -5);
            rows.row(null, "");
            rows.row("@x", "plain");
        });

        assertThat(printed()).isEqualTo("a,\"b,c\"\r\n\"x\"\"y\",\"two\nlines\"\r\n'=1+1,-5\r\n,\"\"\r\n'@x,plain\r\n");
    }

    @Test
    void writingStopsWhenNobodyReads() {
        OutputStream closed = new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        Rows rows = new CsvRows(new PrintStream(closed, false, StandardCharsets.UTF_8), List.of(Column.any("a")));

        assertThatThrownBy(() -> rows.row(1)).isInstanceOf(OutputClosedException.class);
    }

    private interface Adding {
        void to(Rows rows);
    }

    private void print(BiFunction<PrintStream, List<Column>, Rows> format, List<Column> columns, Adding adding) {
        try (Rows rows = format.apply(out, columns)) {
            adding.to(rows);
        }
    }

    private Rows table(PrintStream stream, List<Column> columns) {
        return new TableRows(stream, columns, OptionalInt.empty(), notes::add);
    }

    private String printed() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
