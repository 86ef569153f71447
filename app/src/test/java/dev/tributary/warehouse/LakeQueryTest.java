package dev.tributary.warehouse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.lake.Arrival;
import dev.tributary.lake.CheckedValue;
import dev.tributary.lake.CrashPoint;
import dev.tributary.lake.Feed;
import dev.tributary.lake.LakeReader;
import dev.tributary.lake.LakeWriter;
import dev.tributary.lake.LocalDisk;
import dev.tributary.lake.Position;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Asks lakes that the lake's own writer made, by DuckDB. */
class LakeQueryTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final String FILE = "ORDERS/2025-11-22/ORDERS_2025-11-22.jsonl";

    @TempDir
    Path folder;

    private TestLake lake;

    @BeforeEach
    void makeLake() {
        lake = new TestLake(folder.resolve("it's [a] lake*"), Feed.append("*"));
    }

    @Test
    void whatIsCommittedIsThereAndNothingElse() {
        try (LakeWriter writer = writer()) {
            commit(writer, "ORDERS", 0, "{\"N\":0,\"TYPE\":\"a\"}", "{\"N\":1,\"TYPE\":\"b\"}");
            writer.take(record("ORDERS", 2, "{\"N\":2}"));
            writer.force();

            assertThat(ask("SELECT N, TYPE FROM orders ORDER BY N")).containsExactly("0|a", "1|b");
        }
        assertThat(ask("SELECT count(*) FROM ORDERS")).containsExactly("2");
    }

    @Test
    void aTornTailIsPassedOver() {
        try (LakeWriter writer = writer()) {
            commit(writer, "ORDERS", 0, "{\"N\":0}", "{\"N\":1}");
        }
        lake.append(
                FILE,
                "{\"N\":7,\"_kafka\":{\"partition\":0,\"offset\":2,\"timestamp\":1,\"key\":null}}\n{\"N\":8,\"_ka");

        assertThat(ask("SELECT N FROM ORDERS ORDER BY N")).containsExactly("0", "1");
    }

    @Test
    void whereALineIsFromCanBeAsked() {
        try (LakeWriter writer = writer()) {
            commit(writer, "ORDERS", 0, "{\"N\":0}", "{\"N\":1}");
        }

        assertThat(ask("SELECT _kafka->>'offset', _kafka->>'key' FROM ORDERS WHERE N = 1"))
                .containsExactly("1|k1");
    }

    @Test
    void theLinesOfOtherToolsAreThereTheLastOneWhenItIsWhole() {
        lake.append("THEIRS/2025-11-22/x.jsonl", "{\"A\":1}\n{\"A\":2}\n{\"A\":");

        assertThat(ask("SELECT sum(A) FROM theirs")).containsExactly("3");
    }

    @Test
    void typesThatChangeOverTimeDoNotBreakIt() {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 30_000; i++) {
            lines.append("{\"A\":").append(i).append("}\n");
        }
        lake.append(
                "DRIFT/2025-11-22/x.jsonl",
                lines.append("{\"A\":0.5}\n{\"B\":{\"deep\":[1]}}\n").toString());

        assertThat(ask("SELECT count(A), count(B), min(A) FROM DRIFT WHERE A < 1 OR B IS NOT NULL"))
                .containsExactly("2|1|0.0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "COPY (SELECT 1) TO 'out.csv'",
                "SELECT 1; COPY (SELECT 1) TO 'out.csv'",
                "SELECT 1 --\r; COPY (SELECT 1) TO 'out.csv'",
                "SELECT $a$ ' $a$; COPY (SELECT 1) TO 'out.csv' --'",
                "SELECT E'x\\' ' ; COPY (SELECT 1) TO 'out.csv' --'",
                "SELECT 1) ; COPY (SELECT 1) TO 'out.csv'; SELECT (1",
                "EXPLAIN ANALYZE SELECT 1",
                "CREATE TABLE t AS SELECT 1",
                "ATTACH 'other.db'",
                "INSTALL httpfs",
                "LOAD httpfs",
                "SET enable_external_access = true",
                "PRAGMA database_list",
                "EXPORT DATABASE 'x'",
                "CALL pragma_version()",
                ""
            })
    void onlyOneSelectIsRun(String sql) throws IOException {
        lake.append("T/2025-11-22/x.jsonl", "{\"A\":1}\n");

        assertThatThrownBy(() -> ask(sql)).isInstanceOf(SqlException.class);
        try (var files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile)).hasSize(1);
        }
    }

    @Test
    void noFileIsReadButThoseOfTheTablesNamed() throws IOException {
        lake.append("T/2025-11-22/x.jsonl", "{\"A\":1}\n");
        lake.append("SECRET/2025-11-22/x.jsonl", "{\"A\":42}\n");
        Path other = Files.writeString(folder.resolve("other.csv"), "a\n1\n");
        List<String> attempts = List.of(
                "SELECT * FROM read_csv('" + other + "')",
                "SELECT * FROM '" + other + "'",
                "SELECT * FROM read_text('/etc/passwd')",
                "SELECT * FROM read_blob('" + folder.toString() + "/**')",
                "SELECT * FROM read_csv('http://127.0.0.1:1/x.csv')",
                "SELECT A FROM T UNION ALL SELECT A FROM read_ndjson('"
                        + lake.file("T/2025-11-22/x.jsonl")
                                .toString()
                                .replace("'", "''")
                                .replace("T", "?") + "')");
        for (String sql : attempts) {
            assertThatThrownBy(() -> ask(sql)).as(sql).isInstanceOf(SqlException.class);
        }
    }

    @Test
    void anUnknownTableIsNamed() {
        lake.append("T/2025-11-22/x.jsonl", "{\"A\":1}\n");

        assertThatThrownBy(() -> ask("SELECT * FROM tt"))
                .isInstanceOf(SqlException.class)
                .hasMessageContaining("tt");
    }

    @Test
    void aQueryThatRunsTooLongIsEnded() {
        lake.append("T/2025-11-22/x.jsonl", "{\"A\":1}\n");

        assertThatThrownBy(() -> ask(
                        "SELECT count(*) FROM range(1000000) a, range(1000000) b, range(1000) c WHERE a.range + b.range = c.range - 5",
                        Duration.ofMillis(300)))
                .isInstanceOf(SqlException.class)
                .hasMessageContaining("ran longer");
    }

    @Test
    void tablesAndColumnsCanBeListed() {
        lake.append("T/2025-11-22/x.jsonl", "{\"A\":1,\"B\":\"x\"}\n");
        try (LakeReader reader = LakeReader.open(lake.layout())) {
            LakeQuery query = LakeQuery.on(reader);
            assertThat(query.tables()).containsExactly("T");
            assertThat(query.columns("t")).containsExactly("A", "B");
        }
    }

    private LakeWriter writer() {
        return LakeWriter.open(lake.layout(), lake.feeds(), 8, new LocalDisk(), CrashPoint.Visitor.NONE);
    }

    private static Arrival record(String topic, long offset, String value) {
        return new Arrival(
                topic,
                0,
                0,
                offset,
                1_763_800_000_000L,
                Optional.of(("k" + offset).getBytes(UTF_8)),
                Optional.of(CheckedValue.of(value.getBytes(UTF_8))),
                List.of());
    }

    private static void commit(LakeWriter writer, String topic, long first, String... values) {
        long offset = first;
        for (String value : values) {
            writer.take(record(topic, offset++, value));
        }
        writer.force().commit(List.of(new Position(topic, 0, 0, "id", 0, offset, OptionalInt.empty())));
    }

    private List<String> ask(String sql) {
        return ask(sql, LONG);
    }

    private List<String> ask(String sql, Duration deadline) {
        List<String> all = new ArrayList<>();
        try (LakeReader reader = LakeReader.open(lake.layout())) {
            LakeQuery.on(reader).run(sql, 100, deadline, new QueryRows() {
                @Override
                public void columns(List<String> names) {}

                @Override
                public void row(List<SqlValue> values) {
                    all.add(String.join("|", values.stream().map(SqlValue::text).toList()));
                }
            });
        }
        return all;
    }
}
