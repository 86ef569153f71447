package dev.tributary.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.lake.Feed;
import dev.tributary.testing.PowerCut;
import dev.tributary.testing.Seed;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is loaded in whatever way: the summaries say what the rows say, or that they cannot. */
class SummariesTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final String USD = "TRANSACTIONS_USD";
    private static final String BY_TYPE = "_sums_TRANSACTIONS_USD_by_TRANSACTION_TYPE";
    private static final String BY_USER = "_sums_TRANSACTIONS_USD_by_USER_ID_HASHED";

    @TempDir
    Path folder;

    private TestLake lake;

    @BeforeEach
    void makeLake() {
        lake = new TestLake(folder, Feed.append("TRANSACTIONS_*"));
    }

    private void load(String topic, String... lines) {
        lake.append(topic + "/x.jsonl", String.join("\n", lines) + "\n");
        assertThat(lake.load().failed()).isEmpty();
    }

    private static String usd(String type, String user, String status, String amount) {
        return "{\"TRANSACTION_TYPE\":\"" + type + "\",\"USER_ID_HASHED\":\"" + user + "\",\"STATUS\":\"" + status
                + "\",\"AMOUNT_USD\":" + amount + "}";
    }

    private static String typed(String type, String amount) {
        return usd(type, "u", "completed", amount);
    }

    private void execute(String... statements) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + lake.database());
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private List<String> differences() {
        try (Warehouse warehouse = Warehouse.openReadOnly(lake.database())) {
            return warehouse.tables().stream()
                    .flatMap(table -> warehouse.summaryDifferences(table.name()).stream())
                    .toList();
        }
    }

    private List<String> byType() {
        return lake.select("SELECT * FROM " + BY_TYPE + " ORDER BY 1");
    }

    /** Each of the four questions, asked of the rows and of the summaries; amounts to the cent. */
    private void assertAnswersAgree() {
        try (SqlQuery query = SqlQuery.open(lake.database(), LONG)) {
            for (NamedQuery named : NamedQueries.all()) {
                if (query.tables().contains(named.table())) {
                    assertThat(NamedQueries.doubt(query, named)).isEmpty();
                    assertThat(answer(query, named.summarySql())).isEqualTo(answer(query, named.sql()));
                }
            }
        }
    }

    private static List<String> answer(SqlQuery query, String sql) {
        QueryResult result = query.run(sql, 1_000, LONG);
        List<String> rows = new ArrayList<>();
        rows.add(result.columns().toString());
        result.rows()
                .forEach(row -> rows.add(
                        row.stream().map(SummariesTest::toTheCent).toList().toString()));
        return rows;
    }

    private static String toTheCent(SqlValue value) {
        boolean number = value instanceof SqlValue.Real || value instanceof SqlValue.Whole;
        return number
                ? new BigDecimal(value.text()).setScale(2, RoundingMode.HALF_UP).toPlainString()
                : value.toString();
    }

    private Optional<String> doubt(String name) {
        try (SqlQuery query = SqlQuery.open(lake.database(), LONG)) {
            return NamedQueries.doubt(query, NamedQueries.find(name).orElseThrow());
        }
    }

    @Test
    void eachGroupHasItsRowsItsSumsAndWhatIsCompleted() {
        load(
                USD,
                usd("purchase", "u1", "completed", "10.25"),
                usd("purchase", "u2", "failed", "0.1"),
                usd("purchase", "u2", "failed", "0.2"),
                usd("purchase", "u2", "completed", "null"),
                usd("refund", "u1", "pending", "-3"));

        assertThat(byType()).containsExactly("purchase|4|3|10550000|2|1|10250000|0", "refund|1|1|-3000000|0|0|0|0");
        assertThat(lake.select("SELECT USER_ID_HASHED, records FROM " + BY_USER + " ORDER BY 1"))
                .containsExactly("u1|2", "u2|3");
        assertThat(differences()).isEmpty();
        assertAnswersAgree();
    }

    @Test
    void manyShortLinesOfAllKindsAreEachTheRowThatTheySay() {
        StringBuilder lines = new StringBuilder();
        List<String> expected = new ArrayList<>();
        for (int n = 0; n < 4_000; n++) {
            int position = lines.length();
            String json = "{\"N\":" + n + ",\"USER_ID_HASHED\":\"u" + n % 7 + "\",\"COUNTRY\":\"c" + n % 3
                    + "\",\"AMOUNT_USD\":" + n + ".25}";
            switch (n % 5) {
                case 0 -> {
                    lines.append(json).append('\n');
                    expected.add("null|null|null|null|" + n + "|" + position);
                }
                case 1 -> lines.append("no object ").append(n).append('\n');
                case 2 -> {
                    lines.append(TestLake.line(null, 1, n, 5, "k" + n));
                    expected.add("1|" + n + "|5|k" + n + "|null|" + position);
                }
                default -> {
                    lines.append(TestLake.line(json, n % 2, n, 1_000_000L + n, null));
                    expected.add(n % 2 + "|" + n + "|" + (1_000_000 + n) + "|null|" + n + "|" + position);
                }
            }
        }
        lake.withBatches(700).append(USD + "/x.jsonl", lines.toString());

        LoadSummary summary = lake.load();

        assertThat(summary.rejected()).isEqualTo(800);
        assertThat(lake.select("SELECT kafka_partition, kafka_offset, kafka_timestamp, kafka_key, N, lake_position"
                        + " FROM TRANSACTIONS_USD ORDER BY lake_position"))
                .isEqualTo(expected);
        assertThat(lake.select("SELECT count(*) FROM USERS")).containsExactly("7");
        assertThat(differences()).isEmpty();
    }

    @Test
    void anyRowsGiveTheAnswersOfTheSummariesHoweverTheyAreCutIntoLoads() {
        Random random = new Random(Seed.get());
        lake.withBatches(70);
        for (int load = 0; load < 6; load++) {
            int rows = 1 + random.nextInt(300);
            load(USD, Stream.generate(() -> anyRow(random)).limit(rows).toArray(String[]::new));
            load(
                    "TRANSACTIONS_FAILED",
                    Stream.generate(() -> anyRow(random)).limit(5).toArray(String[]::new));
        }

        assertThat(differences()).as("seed %d", Seed.get()).isEmpty();
        assertAnswersAgree();
    }

    private static String anyRow(Random random) {
        List<String> members = new ArrayList<>();
        add(members, random, "TRANSACTION_TYPE", "\"purchase\"", "\"refund\"", "\"a\\u0062c\"", "\"\"", "null");
        add(members, random, "USER_ID_HASHED", "\"u" + random.nextInt(40) + "\"");
        add(members, random, "COUNTRY", "\"UK\"", "\"Br\\u00e9sil\"", "\"日本\"");
        add(members, random, "STATUS", "\"completed\"", "\"complete\\u0064\"", "\"failed\"", "null", "7");
        add(
                members,
                random,
                "AMOUNT_USD",
                random.nextInt(100_000) + "." + random.nextInt(10_000),
                "12",
                "1.5e2",
                "null");
        return "{" + String.join(random.nextBoolean() ? "," : " , ", members) + "}";
    }

    private static void add(List<String> members, Random random, String name, String... values) {
        int draw = random.nextInt(values.length + 1);
        for (int times = 0; times < (draw < values.length ? 1 : random.nextInt(3)); times++) {
            members.add("\"" + name + "\":" + values[(draw + times) % values.length]);
        }
    }

    @Test
    void aRecordThatIsThereAlreadyIsNotCountedAgain() {
        String first = TestLake.line(typed("a", "1"), 0, 1);
        String second = TestLake.line(typed("a", "2"), 0, 2);
        lake.append(USD + "/1.jsonl", first);
        lake.load();
        lake.append(USD + "/2.jsonl", first + second + first + TestLake.line(typed("b", "5"), 0, 2));

        lake.load();

        assertThat(byType()).containsExactly("a|2|2|3000000|2|2|3000000|0");
        assertThat(differences()).isEmpty();
    }

    @Test
    void aTombstoneIsARowWithoutAGroup() {
        lake.append(USD + "/x.jsonl", TestLake.line(null, 0, 1, 5, "k") + "{}\n");
        lake.load();

        assertThat(lake.select("SELECT hex(TRANSACTION_TYPE), records, amounts FROM " + BY_TYPE))
                .containsExactly("|2|0");
        assertAnswersAgree();
    }

    @Test
    void aTableThatKeepsTheLatestIsSummedAsItStands() {
        lake = new TestLake(folder, Feed.latest("TRANSACTIONS_USD"));
        lake.append(USD + "/1.jsonl", latest("a", "1", 1, "k") + latest("a", "2", 2, "l") + latest("b", "3", 3, "k"));
        lake.load();
        assertThat(byType()).containsExactly("a|1|1|2000000|1|1|2000000|0", "b|1|1|3000000|1|1|3000000|0");

        lake.append(USD + "/2.jsonl", latest("b", "7", 5, "l") + TestLake.line(null, 0, 6, 6, "k"));
        lake.append(USD + "/3.jsonl", latest("c", "9", 4, "l"));
        lake.load();

        assertThat(byType()).containsExactly("b|1|1|7000000|1|1|7000000|0");
        assertThat(differences()).isEmpty();
    }

    private static String latest(String type, String amount, long offset, String key) {
        return TestLake.line(typed(type, amount), 0, offset, 1_000 + offset, key);
    }

    @ParameterizedTest
    @CsvSource({
        "0.1,100000",
        "-0.000001,-1",
        "12,12000000",
        "1e3,1000000000",
        "1.50E-2,15000",
        "0.1000000000,100000",
        "999999999999.999999,999999999999999999",
        "-9223372036854.775807,-9223372036854775807",
        "0e0,0",
        "-0.0,0"
    })
    void amountsAreExact(String amount, long millionths) {
        load(USD, typed("a", amount));

        assertThat(lake.select("SELECT amount_millionths, odd FROM " + BY_TYPE)).containsExactly(millionths + "|0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.1234567",
                "9223372036854.775808",
                "1e999999999",
                "1e99999999999999",
                "\"12.5\"",
                "true",
                "[1]",
                "{\"a\":1}"
            })
    void anAmountThatHasNoExactSumIsCountedApartAndTheRowsAnswer(String amount) {
        load(USD, typed("a", "1"), typed("a", amount));

        assertThat(lake.select("SELECT sum(records), sum(odd) FROM " + BY_TYPE)).containsExactly("1|1");
        assertThat(doubt("spend-by-type")).contains("it has 1 row that cannot be summed exactly");
        assertThat(differences()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "true", "[]", "\"a\\u0000b\"", "\"\\ud800\""})
    void aGroupThatIsNoTextIsCountedApartAndTheRowsAnswer(String type) {
        load(USD, "{\"TRANSACTION_TYPE\":" + type + ",\"AMOUNT_USD\":1}");

        assertThat(doubt("spend-by-type")).isPresent();
        assertThat(differences()).isEmpty();
    }

    @Test
    void aSumBeyond64BitsIsUnknownAndTheRowsAnswer() {
        load(USD, typed("a", "9000000000000"), typed("b", "1"));
        load(USD, typed("a", "9000000000000"));

        assertThat(byType()).containsExactly("a|2|2|null|2|2|null|0", "b|1|1|1000000|1|1|1000000|0");
        assertThat(doubt("spend-by-type")).contains("it has a sum that 64 bits do not hold");
        assertThat(differences()).isEmpty();
    }

    @Test
    void anOlderWarehouseGetsItsSummariesWhenItIsOpened() throws Exception {
        lake.append(USD + "/x.jsonl", TestLake.line(null, 0, 1, 5, "k"));
        load(USD, typed("a", "1.25"), typed("b", "0.1234567"), usd("a", "u2", "failed", "3"));
        List<String> before = byType();
        for (String member : SummaryRule.of(USD).members()) {
            execute("DROP TABLE " + SummaryRule.name(USD, member));
        }
        execute("PRAGMA user_version = 1");
        assertThat(doubt("spend-by-type")).contains("it has no summary yet");
        assertThat(differences()).isEmpty();

        List<String> told = new ArrayList<>();
        Warehouse.open(
                        WarehouseConfig.of(lake.database(), lake.feeds()),
                        (table, rows, total) -> told.add(table + " " + rows + " of " + total))
                .close();

        assertThat(told).containsExactly("TRANSACTIONS_USD 0 of 4");
        assertThat(byType()).isEqualTo(before);
        assertThat(differences()).isEmpty();
    }

    @Test
    void rowsThatAreTakenOutLeaveTheSummaries() {
        load(
                USD,
                usd("a", "gone", "completed", "1"),
                usd("a", "stays", "completed", "2"),
                usd("b", "gone", "failed", "4"));

        try (Warehouse warehouse = lake.open()) {
            warehouse.writer().transaction("forget", connection -> {
                Summaries.takeOut(connection, USD, "USER_ID_HASHED = ?", "gone");
                return Sql.update(connection, "DELETE FROM TRANSACTIONS_USD WHERE USER_ID_HASHED = ?", "gone");
            });
        }

        assertThat(byType()).containsExactly("a|1|1|2000000|1|1|2000000|0");
        assertThat(lake.select("SELECT USER_ID_HASHED FROM " + BY_USER)).containsExactly("stays");
        assertThat(differences()).isEmpty();
    }

    @Test
    void aSummaryThatDiffersFromTheRowsIsNamed() throws Exception {
        load(USD, typed("a", "1"), typed("b", "2"), typed("c", "3"), "{}");

        execute(
                "UPDATE " + BY_TYPE + " SET amount_millionths = 1000001 WHERE TRANSACTION_TYPE = 'a'",
                "DELETE FROM " + BY_TYPE + " WHERE TRANSACTION_TYPE = 'b'",
                "INSERT INTO " + BY_TYPE + " VALUES ('d', 1, 0, 0, 0, 0, 0, 0)",
                "UPDATE " + BY_TYPE + " SET records = 7 WHERE TRANSACTION_TYPE = x''",
                "DROP TABLE " + BY_USER);

        assertThat(differences())
                .containsExactlyInAnyOrder(
                        "summary " + BY_TYPE + " has amount_millionths 1000001 for \"a\", the rows give 1000000",
                        "summary " + BY_TYPE + " lacks \"b\"",
                        "summary " + BY_TYPE + " has \"d\", the rows have not",
                        "summary " + BY_TYPE + " has records 7 for rows without one, the rows give 1",
                        "summary " + BY_USER + " is not there");
    }

    @Test
    void aLoadThatDiesLeavesTheSummariesOfWhatIsCommitted() {
        lake.withBatches(100);
        load(USD, Stream.generate(() -> typed("a", "1")).limit(250).toArray(String[]::new));
        lake.append(USD + "/y.jsonl", (typed("a", "2") + "\n").repeat(250));

        int deaths = 0;
        for (int point = 1; point < 60; point += 4) {
            try {
                lake.load(new DeathAt(point));
            } catch (PowerCut died) {
                deaths++;
            }
            assertThat(differences()).isEmpty();
        }
        lake.load();

        assertThat(deaths).isPositive();

        assertThat(byType()).containsExactly("a|500|500|750000000|500|500|750000000|0");
    }

    /** Ends a load at its n-th point. */
    private static final class DeathAt implements LoadPoints {
        private int left;

        DeathAt(int point) {
            this.left = point;
        }

        private void at(String place) {
            if (--left == 0) {
                throw new PowerCut(place);
            }
        }

        @Override
        public void midLoad() {
            at("mid load");
        }

        @Override
        public void beforeLoadCommit() {
            at("before the commit");
        }

        @Override
        public void afterLoadCommit() {
            at("after the commit");
        }
    }
}
