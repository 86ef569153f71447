package dev.tributary.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.lake.Feed;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TypedColumnsTest {
    @TempDir
    Path folder;

    private TestLake lake;
    private int files;

    @BeforeEach
    void makeLake() {
        lake = new TestLake(folder, Feed.append("T"));
    }

    private void load(String... lines) {
        lake.append("T/f" + files++ + ".jsonl", String.join("\n", lines) + "\n");
        assertThat(lake.load().failed()).isEmpty();
        assertThat(lake.check()).isEmpty();
    }

    private List<String> columns() {
        try (Warehouse warehouse = Warehouse.openReadOnly(lake.database())) {
            return warehouse.tables().get(0).columns().stream()
                    .map(column -> column.name() + " " + column.type())
                    .toList();
        }
    }

    @Test
    void columnsAppearAsMembersDo() {
        load("{\"A\":1}");
        load("{\"A\":2,\"B\":\"x\"}", "{\"C\":1.5,\"A\":3}");

        assertThat(columns()).containsExactly("A INTEGER", "B TEXT", "C REAL");
        assertThat(lake.select("SELECT A, B, C FROM T ORDER BY id"))
                .containsExactly("1|null|null", "2|x|null", "3|null|1.5");
    }

    @Test
    void typesWidenAndValuesStay() {
        load("{\"A\":null}");
        assertThat(columns()).containsExactly("A ");
        load("{\"A\":5}");
        assertThat(columns()).containsExactly("A INTEGER");
        load("{\"A\":2.5}");
        assertThat(columns()).containsExactly("A REAL");
        load("{\"A\":\"x\"}");

        assertThat(columns()).containsExactly("A TEXT");
        assertThat(lake.select("SELECT A FROM T ORDER BY id")).containsExactly("null", "5", "2.5", "x");
        assertThat(lake.select("SELECT json_extract(data, '$.A') FROM T WHERE id = 2"))
                .containsExactly("5");
    }

    @Test
    void booleansAreNumbersAndNestedValuesAreJson() {
        load("{\"B\":true,\"O\":{\"x\":[1, 2]},\"L\":[]}", "{\"B\":false}");

        assertThat(columns()).containsExactly("B INTEGER", "O TEXT", "L TEXT");
        assertThat(lake.select("SELECT B, O, L FROM T ORDER BY id"))
                .containsExactly("1|{\"x\":[1,2]}|[]", "0|null|null");
    }

    @Test
    void numbersOfManyDigitsAreReal() {
        load("{\"N\":999999999999999999}");
        assertThat(columns()).containsExactly("N INTEGER");
        load("{\"N\":123456789012345678901234567890}", "{\"N\":1e3}");

        assertThat(columns()).containsExactly("N REAL");
        assertThat(lake.select("SELECT data FROM T WHERE id = 2"))
                .containsExactly("{\"N\":123456789012345678901234567890}");
    }

    @Test
    void spellingsThatDifferInCaseShareAColumn() {
        load("{\"amount\":1,\"City\":\"a\"}", "{\"AMOUNT\":2,\"city\":null}", "{\"Amount\":3,\"CITY\":\"c\"}");

        assertThat(columns()).containsExactly("amount INTEGER", "City TEXT");
        assertThat(lake.select("SELECT AMOUNT, CITY FROM T ORDER BY id")).containsExactly("1|a", "2|null", "3|c");
    }

    @Test
    void theFirstSpellingWithAValueWins() {
        load("{\"A\":1}", "{\"a\":2,\"A\":null}", "{\"a\":3,\"A\":4}");

        assertThat(lake.select("SELECT A FROM T ORDER BY id")).containsExactly("1", "2", "4");
    }

    @Test
    void theFirstOfTwoEqualKeysWinsAsInJsonExtract() {
        load("{\"A\":1,\"A\":2}");

        assertThat(lake.select("SELECT A, json_extract(data, '$.A') FROM T")).containsExactly("1|1");
    }

    @Test
    void ourOwnColumnsKeepTheirNames() {
        load("{\"id\":7,\"DATA\":\"d\",\"kafka_key\":\"k\",\"id_\":8,\"rowid\":9,\"ID\":10}");

        assertThat(columns())
                .containsExactly("id_ INTEGER", "DATA_ TEXT", "kafka_key_ TEXT", "id__ INTEGER", "rowid_ INTEGER");
        assertThat(lake.select("SELECT id, id_, data_, kafka_key_, id__, rowid_ FROM T"))
                .containsExactly("1|7|d|k|8|9");
    }

    @Test
    void oddNamesAreColumnsToo() {
        load("{\"a b\":1,\"c.d\":2,\"e[0]\":3,\"é\":4,\"É\":5,\"it's\":6,\"q\\\"q\":7,\"b\\\\s\":8,\"$\":9,\"#\":10,"
                + "\"select\":11,\"u\\u006eesc\":12,\"東京\":13,\"-\":14,\"0\":15}");

        assertThat(lake.select(
                        "SELECT \"a b\", \"c.d\", \"e[0]\", \"é\", \"É\", \"it's\", \"q\"\"q\", \"b\\s\", \"$\", \"#\","
                                + " \"select\", \"unesc\", \"東京\", \"-\", \"0\" FROM T"))
                .containsExactly("1|2|3|4|5|6|7|8|9|10|11|12|13|14|15");
    }

    @Test
    void namesThatCannotBeColumnsStayInTheData() {
        load("{\"\":1,\"line\\nfeed\":2,\"\\u0000\":3,\"\\ud800\":4,\"" + "n".repeat(300) + "\":5,\"ok\":6}");
        load("{\"\":1,\"\\ud800\":4,\"ok\":6}");

        assertThat(columns()).containsExactly("ok INTEGER");
        try (Warehouse warehouse = Warehouse.openReadOnly(lake.database())) {
            assertThat(warehouse.tables().get(0).untypedMembers()).isEqualTo(4);
        }
    }

    @Test
    void atMostFiveHundredColumnsAndTheRestStaysInTheData() {
        String wide =
                IntStream.range(0, 620).mapToObj(i -> "\"m" + i + "\":" + i).collect(Collectors.joining(",", "{", "}"));
        load(wide);
        load(wide);

        assertThat(columns()).hasSize(500);
        assertThat(lake.select("SELECT m499, json_extract(data, '$.m619') FROM T"))
                .containsExactly("499|619", "499|619");
        try (Warehouse warehouse = Warehouse.openReadOnly(lake.database())) {
            assertThat(warehouse.tables().get(0).untypedMembers()).isEqualTo(120);
        }
    }

    @Test
    void aBigLoadAddsAndWidensColumnsLikeASmallOne() {
        load("{\"A\":1}");
        String[] many = IntStream.range(0, 10_000)
                .mapToObj(i ->
                        i == 9_000 ? "{\"A\":1.5,\"LATE\":\"x\"}" : "{\"A\":" + i + ",\"B\":\"some text to fill\"}")
                .toArray(String[]::new);
        load(many);
        load("{\"A\":1,\"C\":2}");

        assertThat(columns()).containsExactly("A REAL", "B TEXT", "LATE TEXT", "C INTEGER");
        assertThat(lake.select("SELECT count(*), count(B), count(LATE), count(C) FROM T"))
                .containsExactly("10002|9999|1|1");
    }

    @Test
    void oldAndNewShapesOfARecordLoadTogether() {
        load(
                "{\"transaction_id\":\"t1\",\"user_id\":\"u1\",\"amount\":10}",
                "{\"TRANSACTION_ID\":\"t2\",\"USER_ID_HASHED\":\"h2\",\"AMOUNT\":20.5}",
                "{\"KSQL_COL_0\":null,\"TRANSACTION_ID\":null}");

        assertThat(lake.select("SELECT TRANSACTION_ID, AMOUNT, USER_ID, USER_ID_HASHED FROM T ORDER BY id"))
                .containsExactly("t1|10.0|u1|null", "t2|20.5|null|h2", "null|null|null|null");
    }
}
