package dev.tributary.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.lake.Feed;
import dev.tributary.testing.PowerCut;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueryIndexesTest {
    private static final List<String> ALL = List.of(
            "_query_TRANSACTIONS_FAILED_by_COUNTRY",
            "_query_TRANSACTIONS_USD_by_TRANSACTION_TYPE",
            "_query_TRANSACTIONS_USD_by_USER_ID_HASHED");

    @TempDir
    Path folder;

    private TestLake lake;

    @BeforeEach
    void makeLake() {
        lake = new TestLake(folder, Feed.append("TRANSACTIONS_*"));
    }

    private static String rows(int count) {
        return ("{\"TRANSACTION_TYPE\":\"a\",\"USER_ID_HASHED\":\"u\",\"COUNTRY\":\"UK\",\"AMOUNT_USD\":1.5,\"MORE\":\""
                        + "x".repeat(900) + "\"}\n")
                .repeat(count);
    }

    private List<String> indexes() {
        return lake.select("SELECT name FROM sqlite_schema WHERE name LIKE '\\_query\\_%' ESCAPE '\\' ORDER BY name");
    }

    /** A load that is worth dropping the indexes for dies in the middle. */
    private void dieInABigLoad() {
        lake.withBatches(1_000);
        lake.append("TRANSACTIONS_USD/big.jsonl", rows(6_000));
        assertThatThrownBy(() -> lake.load(new LoadPoints() {
                    @Override
                    public void afterLoadCommit() {
                        throw new PowerCut("after a commit");
                    }
                }))
                .isInstanceOf(PowerCut.class);
    }

    @Test
    void theOriginalsQueriesAsWrittenAreAnsweredFromTheIndexesAlone() {
        lake.append("TRANSACTIONS_USD/x.jsonl", rows(100));
        lake.append("TRANSACTIONS_FAILED/x.jsonl", rows(100));
        lake.load();

        assertThat(indexes()).isEqualTo(ALL);
        for (NamedQuery query : NamedQueries.all()) {
            assertThat(lake.select("EXPLAIN QUERY PLAN " + query.original()))
                    .as(query.name())
                    .anyMatch(step -> step.contains("USING INDEX _query_" + query.table()))
                    .noneMatch(step -> step.contains("FOR GROUP BY"));
            assertThat(computesInItsLoop(query)).as(query.name()).isFalse();
        }
    }

    /** Whether any JSON is taken apart between the first row and the last. */
    private boolean computesInItsLoop(NamedQuery query) {
        List<String> opcodes = lake.select("EXPLAIN " + query.original()).stream()
                .map(step -> step.split("\\|", -1)[1])
                .toList();
        return opcodes.subList(opcodes.indexOf("Rewind"), opcodes.indexOf("Next"))
                .contains("Function");
    }

    @Test
    void aSmallLoadKeepsThemUp() {
        lake.append("TRANSACTIONS_USD/x.jsonl", rows(10));
        lake.load();
        List<String> before = rootPages();

        lake.append("TRANSACTIONS_USD/x.jsonl", rows(50));
        lake.load();

        assertThat(rootPages()).isEqualTo(before);
        assertThat(lake.check()).isEmpty();
        assertThat(lake.select(NamedQueries.find("spend-by-type").orElseThrow().original()))
                .containsExactly("a|90.0");
    }

    /** Those of an index that is made anew are others, where rows came between. */
    private List<String> rootPages() {
        return lake.select("SELECT name, rootpage FROM sqlite_schema WHERE name LIKE '\\_query%' ESCAPE '\\'");
    }

    @Test
    void anIndexedColumnMayBecomeAnother() {
        load("{\"COUNTRY\":1}\n");
        load("{\"COUNTRY\":2.5}\n" + "{}\n".repeat(200_000));
        load("{\"COUNTRY\":\"UK\"}\n");
        load("{\"Country\":\"FR\"}\n");

        assertThat(lake.check()).isEmpty();
        assertThat(indexes()).hasSize(1);
        assertThat(lake.select("SELECT COUNTRY FROM TRANSACTIONS_FAILED WHERE COUNTRY >= '' ORDER BY COUNTRY"))
                .containsExactly("1", "2.5", "FR", "UK");
    }

    private void load(String lines) {
        lake.append("TRANSACTIONS_FAILED/x.jsonl", lines);
        assertThat(lake.load().failed()).isEmpty();
        assertThat(lake.check()).isEmpty();
    }

    @Test
    void aBigLoadGoesWithoutThemAndMakesThemAtItsEnd() {
        lake.append("TRANSACTIONS_USD/x.jsonl", rows(10));
        lake.load();
        assertThat(indexes()).hasSize(2);

        dieInABigLoad();
        assertThat(indexes()).isEmpty();
        assertThat(lake.check()).isEmpty();
        assertThat(lake.select("SELECT count(*) FROM TRANSACTIONS_USD")).containsExactly("1010");

        lake.load();
        assertThat(indexes()).hasSize(2);
        assertThat(lake.check()).isEmpty();
        assertThat(lake.select(NamedQueries.find("spend-by-type").orElseThrow().original()))
                .containsExactly("a|9015.0");
    }

    @Test
    void aLoadOfNothingNewMakesWhatIsMissing() throws Exception {
        lake.append("TRANSACTIONS_USD/x.jsonl", rows(10));
        lake.load();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + lake.database());
                Statement statement = connection.createStatement()) {
            statement.execute("DROP INDEX _query_TRANSACTIONS_USD_by_USER_ID_HASHED");
        }

        assertThat(lake.load().lines()).isZero();

        assertThat(indexes()).hasSize(2);
    }
}
