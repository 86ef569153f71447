package dev.tributary.governance;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.tributary.testing.Seed;
import dev.tributary.warehouse.QueryResult;
import dev.tributary.warehouse.SqlException;
import dev.tributary.warehouse.SqlQuery;
import dev.tributary.warehouse.SqlValue;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The gate against a second judgement: a plain database that holds nothing but what anna may see. What the gate answers, that database must answer in the same way; so
 * nothing else can have been looked at. In the build some hundred statements are made at random from a fixed seed; with {@code JAZZER_FUZZ=1} Jazzer looks for others.
 */
class GateFuzzTest {
    private static final int STATEMENTS = 400;
    private static final QueryLimits LIMITS = new QueryLimits(Duration.ofMillis(500), 2_000, 1 << 20, 2 << 20);

    private static final List<String> SOURCES = List.of(
            "SALES",
            "SALES_FAILED",
            "MASKED",
            "FILTERED",
            "BOTH",
            "\"MASKED\"",
            "[filtered]",
            "'BOTH'",
            "filtered",
            "ZZSECRET_PAY",
            "RAW",
            "USERS",
            "permissions",
            "ZZSECRET_VIEW",
            "open_view",
            "sqlite_schema",
            "pragma_table_list",
            "_sums_SALES_by_NAME",
            "_sums_MASKED_by_NAME",
            "main.MASKED",
            "json_each('[1,2]')");
    private static final List<String> COLUMNS =
            List.of("NAME", "USER_ID_HASHED", "WORD", "COUNTRY", "AMOUNT", "CODE", "data", "kafka_key", "key");
    private static final List<String> LITERALS =
            List.of("'1'", "'France'", "'Japan'", "'zz%'", "NULL", "'***'", "'7777001'", "'$.NAME'");

    @TempDir
    static Path folder;

    private static AccessLake lake;
    private static Path seen;

    @BeforeAll
    static void make() throws SQLException {
        lake = AccessLake.make(folder);
        seen = folder.resolve("seen.db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + seen);
                Statement statement = connection.createStatement()) {
            statement.execute("ATTACH '" + lake.database() + "' AS w");
            statement.execute("CREATE TABLE SALES AS SELECT * FROM w.SALES");
            statement.execute("CREATE TABLE SALES_FAILED AS SELECT * FROM w.SALES_FAILED");
            statement.execute("CREATE TABLE _sums_SALES_by_NAME AS SELECT * FROM w._sums_SALES_by_NAME");
            statement.execute("CREATE TABLE FILTERED AS SELECT * FROM w.FILTERED WHERE COUNTRY = 'France'");
            statement.execute("CREATE TABLE MASKED AS SELECT " + masked(statement) + " FROM w.MASKED");
            statement.execute("CREATE TABLE BOTH AS SELECT " + masked(statement)
                    + " FROM w.BOTH WHERE w.BOTH.COUNTRY = 'France' AND w.BOTH.AMOUNT < 1000");
        }
    }

    /** The columns in their order, those with a mask as anna sees them. */
    private static String masked(Statement statement) throws SQLException {
        List<String> columns = new ArrayList<>();
        try (ResultSet names = statement.executeQuery("SELECT name FROM pragma_table_xinfo('MASKED', 'w')")) {
            while (names.next()) {
                String name = names.getString(1);
                columns.add(switch (name) {
                            case "NAME", "kafka_key", "latest_key" -> "NULL";
                            case "USER_ID_HASHED" -> "'***'";
                            case "data" ->
                                "json_object('CODE', CODE, 'COUNTRY', COUNTRY, 'NAME', NULL, 'WORD', WORD, 'USER_ID_HASHED', '***', 'AMOUNT', AMOUNT)";
                            default -> name;
                        }
                        + " AS " + name);
            }
        }
        return String.join(", ", columns);
    }

    /** A statement, made of choices. */
    private static String statement(IntUnaryOperator choice) {
        return new Grammar(choice).query(0);
    }

    private record Grammar(IntUnaryOperator choice) {
        private String one(List<String> of) {
            return of.get(choice.applyAsInt(of.size()));
        }

        String query(int depth) {
            String from = " FROM " + source(depth) + (choice.applyAsInt(3) == 0 ? join(depth) : "");
            String where = choice.applyAsInt(2) == 0 ? " WHERE " + expression(depth) : "";
            return switch (choice.applyAsInt(6)) {
                case 0 ->
                    "SELECT count(*), min(" + expression(depth) + "), max(" + expression(depth) + ")" + from + where;
                case 1 -> "SELECT " + expression(depth) + " AS x, count(*)" + from + where + " GROUP BY 1";
                case 2 -> "SELECT *" + from + where;
                case 3 -> "WITH " + cte(depth) + " SELECT " + expression(depth) + from + where;
                case 4 ->
                    "SELECT " + expression(depth) + from + where + " UNION ALL SELECT " + expression(depth) + from;
                default -> "SELECT " + expression(depth) + ", " + expression(depth) + from + where;
            };
        }

        private String cte(int depth) {
            String name = one(List.of("x", "SALES", "MASKED", "ZZSECRET_PAY"));
            return name + " AS " + one(List.of("", "MATERIALIZED ", "NOT MATERIALIZED ")) + "("
                    + (depth > 1 ? "SELECT 1 AS NAME" : query(depth + 1)) + ")";
        }

        private String source(int depth) {
            return depth < 2 && choice.applyAsInt(5) == 0
                    ? "(" + query(depth + 1) + ")"
                    : one(SOURCES) + (choice.applyAsInt(4) == 0 ? " AS " + one(List.of("a", "SALES", "x")) : "");
        }

        private String join(int depth) {
            return one(List.of(", ", " LEFT JOIN ", " JOIN ", " NATURAL JOIN ", " CROSS JOIN "))
                    + source(depth)
                    + (choice.applyAsInt(2) == 0 ? " USING (CODE)" : "");
        }

        private String expression(int depth) {
            return switch (choice.applyAsInt(9)) {
                case 0, 1, 2 -> one(COLUMNS);
                case 3 -> one(LITERALS);
                case 4 -> one(COLUMNS) + one(List.of(" = ", " <> ", " LIKE ", " > ", " || ", " IS ")) + one(LITERALS);
                case 5 ->
                    "CASE WHEN " + one(COLUMNS) + " <> " + one(LITERALS) + " THEN json('{') ELSE " + one(COLUMNS)
                            + " END";
                case 6 -> "json_extract(data, " + one(LITERALS) + ")";
                case 7 -> depth < 2 ? "(SELECT " + expression(depth + 1) + " FROM " + one(SOURCES) + ")" : one(COLUMNS);
                default -> one(List.of("typeof", "length", "hex", "lower")) + "(" + one(COLUMNS) + ")";
            };
        }
    }

    @FuzzTest
    void whatTheGateAnswersIsSeen(FuzzedDataProvider data) {
        assertNothingElse(statement(bound -> data.consumeInt(0, bound - 1)));
    }

    @Test
    void theGateAnswersWhatIsSeenAndNothingElse() {
        long seed = Seed.get();
        Random random = new Random(seed);
        int answered = 0;
        for (int n = 0; n < STATEMENTS; n++) {
            answered += assertNothingElse(statement(random::nextInt)) ? 1 : 0;
        }
        assertThat(answered).as("seed %d: statements that were answered", seed).isGreaterThan(STATEMENTS / 20);
    }

    /** Whether the gate answered at all. */
    private static boolean assertNothingElse(String sql) {
        Optional<List<String>> gate = gate(sql);
        if (gate.isEmpty()) {
            return false;
        }
        Optional<List<String>> seen = seen(sql);
        if (seen.isPresent()) {
            assertThat(gate).as(sql).isEqualTo(seen);
        }
        return seen.isPresent();
    }

    private static Optional<List<String>> gate(String sql) {
        try (GuardedQuery query = lake.as("anna", LIMITS)) {
            QueryResult result = query.run(sql, Long.MAX_VALUE, Duration.ofDays(1));
            return result.truncated()
                    ? Optional.empty()
                    : Optional.of(result.rows().stream()
                            .map(row -> row.stream().map(GateFuzzTest::text).collect(Collectors.joining("|")))
                            .sorted()
                            .toList());
        } catch (NotPermittedException | SqlException refused) {
            return Optional.empty();
        }
    }

    private static String text(SqlValue value) {
        return value instanceof SqlValue.Null ? "NULL" : value.text();
    }

    /** What the other database answers; empty where its answer decides nothing. */
    private static Optional<List<String>> seen(String sql) {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + seen);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            int width = row.getMetaData().getColumnCount();
            while (row.next()) {
                List<String> values = new ArrayList<>();
                for (int i = 1; i <= width; i++) {
                    Object value = row.getObject(i);
                    values.add(text(SqlQuery.value(value)));
                }
                rows.add(String.join("|", values));
            }
            return Optional.of(rows.stream().sorted().toList());
        } catch (SQLException e) {
            // Which rows a condition that fails is asked of depends on the order of a join, which both may choose
            // differently.
            return e.getMessage().contains("malformed JSON")
                    ? Optional.empty()
                    : Optional.of(List.of("the other database says: " + e.getMessage()));
        }
    }
}
