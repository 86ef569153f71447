package dev.tributary.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.lake.Feed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamedQueriesTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    private TestLake lake;

    @BeforeEach
    void makeLake() {
        lake = new TestLake(folder, Feed.append("TRANSACTIONS_*"));
    }

    private static String usd(String type, String user, String status, String amount) {
        return "{\"TRANSACTION_TYPE\":\"" + type + "\",\"USER_ID_HASHED\":\"" + user + "\",\"STATUS\":\"" + status
                + "\",\"AMOUNT_USD\":" + amount + "}\n";
    }

    private List<String> answer(String name) {
        try (SqlQuery query = SqlQuery.open(lake.database(), LONG)) {
            NamedQuery named = NamedQueries.find(name).orElseThrow();
            NamedQueries.requireLoaded(query, named);
            return query.run(named.sql(), 100, LONG).rows().stream()
                    .map(row ->
                            String.join("|", row.stream().map(SqlValue::text).toList()))
                    .toList();
        }
    }

    @Test
    void totalsStandBesideWhatIsCompleted() {
        lake.append(
                "TRANSACTIONS_USD/x.jsonl",
                usd("purchase", "u1", "completed", "10.25")
                        + usd("purchase", "u2", "failed", "5.5")
                        + usd("refund", "u1", "pending", "3"));
        lake.append(
                "TRANSACTIONS_FAILED/x.jsonl", "{\"COUNTRY\":\"UK\"}\n{\"COUNTRY\":\"UK\"}\n{\"COUNTRY\":\"Japan\"}\n");
        lake.load();

        assertThat(answer("spend-by-type")).containsExactly("purchase|15.75|10.25", "refund|3|");
        assertThat(answer("top-users")).containsExactly("u1|13.25|10.25", "u2|5.5|");
        assertThat(answer("average-by-type")).containsExactly("purchase|7.875|10.25", "refund|3.0|");
        assertThat(answer("failed-by-country")).containsExactly("UK|2", "Japan|1");
    }

    @Test
    void theFirstColumnsAreThoseOfTheOriginal() {
        lake.append("TRANSACTIONS_USD/x.jsonl", usd("a", "u1", "completed", "1.5") + usd("b", "u2", "failed", "2.5"));
        lake.append("TRANSACTIONS_FAILED/x.jsonl", "{\"COUNTRY\":\"UK\"}\n");
        lake.load();

        try (SqlQuery query = SqlQuery.open(lake.database(), LONG)) {
            for (NamedQuery named : NamedQueries.all()) {
                QueryResult original = query.run(named.original(), 100, LONG);
                QueryResult ours = query.run(named.sql(), 100, LONG);
                int width = original.columns().size();
                assertThat(ours.columns().subList(0, width)).isEqualTo(original.columns());
                assertThat(ours.rows().stream()
                                .map(row -> row.subList(0, width))
                                .toList())
                        .containsExactlyInAnyOrderElementsOf(original.rows());
            }
        }
    }

    @Test
    void aQueryOfATableThatIsNotLoadedSaysWhichLoadIsMissing() {
        lake.open().close();

        assertThatThrownBy(() -> answer("spend-by-type"))
                .isInstanceOf(WarehouseException.class)
                .hasMessageContaining("nothing is loaded into TRANSACTIONS_USD yet");
    }
}
