package dev.tributary.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tributary.lake.Feed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqlQueryTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final String ENDLESS =
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";

    @TempDir
    Path folder;

    private TestLake lake;
    private SqlQuery query;

    @BeforeEach
    void loadSome() {
        lake = new TestLake(folder, Feed.append("ORDERS"));
        lake.append("ORDERS/x.jsonl", "{\"AMOUNT\":1.5,\"CITY\":\"Paris\"}\n{\"AMOUNT\":2.5,\"CITY\":null}\n");
        lake.load();
        query = SqlQuery.open(lake.database(), Duration.ofSeconds(1));
    }

    @AfterEach
    void close() {
        query.close();
    }

    private QueryResult run(String sql) {
        return query.run(sql, 100, LONG);
    }

    private SqlException failure(String sql) {
        return catchThrowableOfType(SqlException.class, () -> run(sql));
    }

    @Test
    void rowsComeWithTheirTypes() {
        QueryResult result = run("SELECT id, AMOUNT, CITY, x'00ff' AS b FROM ORDERS ORDER BY id; -- the end");

        assertThat(result.columns()).containsExactly("id", "AMOUNT", "CITY", "b");
        assertThat(result.rows())
                .containsExactly(
                        List.of(
                                new SqlValue.Whole(1),
                                new SqlValue.Real(1.5),
                                new SqlValue.Text("Paris"),
                                new SqlValue.Bytes("00ff")),
                        List.of(
                                new SqlValue.Whole(2),
                                new SqlValue.Real(2.5),
                                new SqlValue.Null(),
                                new SqlValue.Bytes("00ff")));
        assertThat(result.truncated()).isFalse();
    }

    @Test
    void aResultThatIsCutSaysSo() {
        assertThat(query.run("VALUES (1), (2), (3)", 2, LONG).rows()).hasSize(2);
        assertThat(query.run("VALUES (1), (2), (3)", 2, LONG).truncated()).isTrue();
        assertThat(query.run("VALUES (1), (2)", 2, LONG).truncated()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT ';' || \"CITY\" || [CITY] || `CITY` FROM ORDERS /* ; */ ; ",
                "with a as (select 1 as replaced) select * from a",
                "WITH a(x) AS (VALUES(1)) VALUES (2)",
                "VALUES (1)",
                "explain query plan SELECT * FROM ORDERS",
                "EXPLAIN SELECT 1",
                "-- first\nSELECT 'it''s'",
                "SELECT replace('a', 'a', 'b'), count(*) FROM pragma_table_info('ORDERS')"
            })
    void statementsThatReadAreAllowed(String sql) {
        assertThat(run(sql).columns()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO ORDERS (data) VALUES ('{}')",
                "DELETE FROM ORDERS",
                "UPDATE ORDERS SET data = NULL",
                "DROP TABLE ORDERS",
                "CREATE TABLE x (a)",
                "CREATE TEMP TABLE x (a)",
                "PRAGMA query_only = 0",
                "EXPLAIN PRAGMA query_only = 0",
                "EXPLAIN QUERY PLAN PRAGMA query_only = 0",
                "EXPLAIN DELETE FROM ORDERS",
                "ATTACH 'other.db' AS other",
                "backup to '/tmp/stolen.db'",
                "restore from '/tmp/stolen.db'",
                "VACUUM INTO 'copy.db'",
                "BEGIN",
                "WITH a AS (SELECT 1) DELETE FROM ORDERS",
                "WITH a AS (SELECT 1) INSERT INTO ORDERS (data) SELECT '{}' FROM a",
                "SELECT 1; DELETE FROM ORDERS",
                "SELECT 1; SELECT 2",
                "SELECT load_extension('evil')",
                "",
                "  -- nothing",
                ";",
                "EXPLAIN",
                "'SELECT 1'"
            })
    void everythingElseIsRefusedAndChangesNothing(String sql) {
        assertThatThrownBy(() -> run(sql)).isInstanceOf(SqlException.class);
        assertThat(run("SELECT count(*) FROM ORDERS").rows()).containsExactly(List.of(new SqlValue.Whole(2)));
        assertThatThrownBy(() -> run("WITH a AS (SELECT 1) DELETE FROM ORDERS")).isInstanceOf(SqlException.class);
        assertThat(folder.resolve("copy.db")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '~',
            value = {
                "SELECT * FRM ORDERS # 9",
                "SELECT a, , b FROM ORDERS # 10",
                "SELECT (1, (2, 3) FROM (SELECT 1) # 18",
                "SELECT 1 FROM ORDERS WHERE WHERE # 27",
                "SELECT 1 AS one FROM ORDERS one two # 32",
                "SELECT 'abc # 7",
                "SELECT CITI FROM ORDERS # 7",
                "SELECT o.citi FROM ORDERS o # 9",
                "SELECT \"CITY\", 'CITI', CITI FROM ORDERS # 23",
                "SELECT 1 FROM ORDRS # 14",
                "SELECT /* ORDRS */ 1 FROM \"ORDRS\" # 26",
                "SELECT nonsense(1) # 7",
                "SELECT id FROM ORDERS a, ORDERS b # 7",
                "SELECT 1; SELECT 2 # 10",
                "WITH a AS (SELECT 1) DELETE FROM ORDERS # 21",
                "DELETE FROM ORDERS # 0"
            })
    void anErrorKnowsItsPlace(String sql, int position) {
        assertThat(failure(sql).position()).as(failure(sql).getMessage()).hasValue(position);
        assertThat(failure(sql).length()).isPositive();
    }

    @Test
    void anUnfinishedStatementIsToldAtItsEnd() {
        assertThat(failure("SELECT 1 FROM ORDERS WHERE").position()).hasValue(26);
        assertThat(failure("SELECT 1 FROM ORDERS WHERE")).hasMessageContaining("not finished");
    }

    @Test
    void unknownNamesComeWithTheNamesThatThereAre() {
        assertThat(failure("SELECT 1 FROM ORDRS").candidates()).containsExactly("ORDERS", "USERS");
        assertThat(failure("SELECT CITI FROM ORDERS").candidates()).contains("CITY", "AMOUNT", "data");
        assertThat(failure("SELECT CITI FROM ORDERS")).hasMessage("no such column: CITI");
    }

    @Test
    void aQueryThatRunsTooLongIsEnded() {
        assertThatThrownBy(() -> query.run(ENDLESS, 1, Duration.ofMillis(50)))
                .isInstanceOf(SqlException.class)
                .hasMessageContaining("longer than 50 ms");
        assertThat(run("SELECT 1").rows()).hasSize(1);
    }

    @Test
    void aQueryCanBeCancelledFromAnotherThread() throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            CountDownLatch running = new CountDownLatch(1);
            Future<SqlException> failure = thread.submit(() -> catchThrowableOfType(
                    SqlException.class,
                    () -> query.run(
                            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n",
                            Long.MAX_VALUE,
                            LONG,
                            new QueryRows() {
                                @Override
                                public void columns(List<String> names) {
                                    running.countDown();
                                }

                                @Override
                                public void row(List<SqlValue> values) {
                                    // goes on for ever
                                }
                            })));
            running.await();
            query.cancel();

            assertThat(failure.get()).hasMessageContaining("cancelled");
        } finally {
            thread.shutdownNow();
        }
    }

    @Test
    void aValueTooBigForMemoryIsRefused() {
        assertThatThrownBy(() -> run("SELECT zeroblob(1000000000)")).isInstanceOf(SqlException.class);
    }

    @Test
    void aLoadMeanwhileIsSeenByTheNextQuery() {
        lake.append("ORDERS/y.jsonl", "{\"NEW\":1}\n");
        lake.load();

        assertThat(run("SELECT NEW FROM ORDERS WHERE NEW = 1").rows()).hasSize(1);
    }

    @Test
    void thereMustBeAWarehouse() {
        assertThatThrownBy(() -> SqlQuery.open(folder.resolve("none.db"), LONG))
                .isInstanceOf(WarehouseException.class)
                .hasMessageContaining("there is none yet");
        assertThat(Files.exists(folder.resolve("none.db"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "0.1, 0.1",
        "324420.15999999997, 324420.16",
        "5, 5.0",
        "1e300, 1E+300",
        "-2.50, -2.5",
        "0, 0.0",
        "1e14, 100000000000000.0"
    })
    void realsAreShownWithoutRoundingNoise(double value, String text) {
        assertThat(new SqlValue.Real(value).text()).isEqualTo(text);
    }
}
