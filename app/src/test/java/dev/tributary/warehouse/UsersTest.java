package dev.tributary.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.lake.Feed;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsersTest {
    @TempDir
    Path folder;

    private TestLake lake;
    private int files;

    @BeforeEach
    void makeLake() {
        lake = new TestLake(folder, Feed.append("A"), Feed.latest("B"));
    }

    private void load(String topic, String... lines) {
        lake.append(topic + "/f" + files++ + ".jsonl", String.join("", lines));
        assertThat(lake.load().failed()).isEmpty();
        assertThat(lake.check()).isEmpty();
    }

    private static String seen(String user, String name, long offset, long timestamp) {
        return TestLake.line(
                "{\"USER_ID_HASHED\":\"" + user + "\",\"USER_NAME_HASHED\":\"" + name + "\"}",
                0,
                offset,
                timestamp,
                "k" + offset);
    }

    private static final long DAY = 86_400_000L;

    @Test
    void everyUserHasARowWithFirstAndLastDay() {
        load("A", seen("u", "old", 0, 2 * DAY), seen("w", "x", 1, 5 * DAY), seen("u", "new", 2, 10 * DAY - 1));
        load("B", seen("u", "older", 0, DAY));

        assertThat(lake.select("SELECT * FROM USERS ORDER BY 1"))
                .containsExactly("u|new|1970-01-02|1970-01-10", "w|x|1970-01-06|1970-01-06");
    }

    @Test
    void theRowOfAUserGrowsOverManyTransactions() {
        lake.withBatches(1);
        load("A", seen("u", "a", 0, 5 * DAY), seen("u", "b", 1, 5 * DAY), seen("u", "c", 2, 3 * DAY));
        load("A", seen("u", "d", 3, 4 * DAY), seen("u", "e", 4, 7 * DAY));

        assertThat(lake.select("SELECT * FROM USERS")).containsExactly("u|e|1970-01-04|1970-01-08");
    }

    @Test
    void usersOfOtherToolsHaveNoTime() {
        load("A", "{\"USER_ID_HASHED\":\"u\"}\n");
        assertThat(lake.select("SELECT * FROM USERS")).containsExactly("u|null|null|null");
        load("A", seen("u", "n", 0, DAY));
        assertThat(lake.select("SELECT * FROM USERS")).containsExactly("u|n|1970-01-02|1970-01-02");
    }

    @Test
    void whateverAUserIdIsItsRowRefersToAUser() {
        load("A", "{\"USER_ID_HASHED\":\"first\"}\n");
        load(
                "A",
                "{\"USER_ID_HASHED\":5}\n",
                "{\"USER_ID_HASHED\":5.0}\n",
                "{\"USER_ID_HASHED\":1e400}\n",
                "{\"USER_ID_HASHED\":123456789012345678901234567890}\n",
                "{\"USER_ID_HASHED\":true}\n",
                "{\"USER_ID_HASHED\":{\"a\": 1}}\n",
                "{\"USER_ID_HASHED\":[]}\n",
                "{\"USER_ID_HASHED\":\"\"}\n",
                "{\"USER_ID_HASHED\":null}\n",
                "{\"USER_ID_HASHED\":\"\\u00e9\\ud800\\u0000x\"}\n",
                "{\"USER_ID_HASHED\":\"a\",\"USER_ID_HASHED\":\"b\"}\n",
                "{\"user_id_hashed\":\"c\",\"USER_ID_HASHED\":\"d\"}\n",
                "{\"user_id_hashed\":\"e\",\"USER_NAME_HASHED\":{\"x\":1}}\n",
                "{\"USER\\u005fID_HASHED\":\"f\"}\n");
        load("A", "{\"USER_ID_HASHED\":\"last\"}\n");

        assertThat(lake.select("SELECT count(*) FROM A WHERE USER_ID_HASHED IS NOT NULL"))
                .containsExactly("15");
        assertThat(lake.select("SELECT USER_ID_HASHED FROM USERS"))
                .contains("first", "5", "5.0", "a", "d", "e", "f", "last");
    }

    @Test
    void usersOfABigLoadAreAllThere() {
        String many = IntStream.range(0, 30_000)
                .mapToObj(i -> seen("user-" + i % 5_000, "n", i, i))
                .collect(Collectors.joining());
        load("A", many);
        load("A", seen("user-new", "n", 40_000, 1));

        assertThat(lake.select("SELECT count(*) FROM USERS")).containsExactly("5001");
    }

    @Test
    void theKeysSayThatRowsReferToUsers() {
        load("A", seen("u", "n", 0, 1));
        load("B", seen("u", "n", 0, 1));

        try (Warehouse warehouse = Warehouse.openReadOnly(lake.database())) {
            assertThat(warehouse.keys())
                    .contains(
                            new TableKey("A", TableKey.Kind.PRIMARY, List.of("id"), Optional.empty()),
                            new TableKey("A", TableKey.Kind.FOREIGN, List.of("USER_ID_HASHED"), Optional.of("USERS")),
                            new TableKey("B", TableKey.Kind.UNIQUE, List.of("latest_key"), Optional.empty()));
            assertThat(warehouse.userCount()).isEqualTo(1);
        }
    }
}
