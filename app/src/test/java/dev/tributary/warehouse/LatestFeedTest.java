package dev.tributary.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.lake.Feed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LatestFeedTest {
    @TempDir
    Path folder;

    private TestLake lake;
    private int files;

    @BeforeEach
    void makeLake() {
        lake = new TestLake(folder, Feed.latest("SUMS", "USER", "TYPE"));
    }

    private LoadSummary load(String... lines) {
        lake.append("SUMS/f%04d.jsonl".formatted(files++), String.join("", lines));
        return lake.load();
    }

    private static String put(int value, int partition, long offset, String key) {
        return TestLake.line("{\"V\":" + value + "}", partition, offset, 1_000 + offset, key);
    }

    private static String remove(int partition, long offset, String key) {
        return TestLake.line(null, partition, offset, 1_000 + offset, key);
    }

    private List<String> rows() {
        return lake.select("SELECT kafka_key, V FROM SUMS ORDER BY kafka_key");
    }

    @Test
    void aKeyHasOneRowWithItsNewestState() {
        LoadSummary summary = load(put(1, 0, 0, "a"), put(2, 0, 1, "b"), put(3, 0, 2, "a"));

        assertThat(rows()).containsExactly("a|3", "b|2");
        assertThat(summary.rows()).isEqualTo(2);
        assertThat(summary.superseded()).isEqualTo(1);
        load(put(4, 0, 3, "a"));
        assertThat(rows()).containsExactly("a|4", "b|2");
    }

    @Test
    void anOlderRecordLoadedLaterChangesNothing() {
        load(put(3, 0, 9, "a"));

        LoadSummary summary = load(put(1, 0, 4, "a"));

        assertThat(rows()).containsExactly("a|3");
        assertThat(summary.superseded()).isEqualTo(1);
    }

    @Test
    void theSameRecordLoadedAgainIsThereAlready() {
        load(put(3, 0, 9, "a"));

        assertThat(load(put(3, 0, 9, "a")).alreadyThere()).isEqualTo(1);
    }

    @Test
    void aTombstoneRemovesTheRowAndNothingOlderBringsItBack() {
        load(put(1, 0, 0, "a"), put(2, 0, 1, "b"));

        assertThat(load(remove(0, 5, "a")).removed()).isEqualTo(1);
        load(put(7, 0, 3, "a"));
        assertThat(rows()).containsExactly("b|2");
        load(put(8, 0, 6, "a"));
        assertThat(rows()).containsExactly("a|8", "b|2");
        assertThat(lake.select("SELECT count(*) FROM _tombstones")).containsExactly("0");
    }

    @Test
    void aRecreatedTopicIsNewerThanTheOneBefore() {
        load(put(1, 0, 100, "a"));
        load("{\"V\":2,\"_kafka\":{\"partition\":0,\"offset\":0,\"timestamp\":5,\"key\":\"a\",\"epoch\":1}}\n");
        load(put(3, 0, 200, "a"));

        assertThat(rows()).containsExactly("a|2");
    }

    @Test
    void betweenPartitionsTheLaterTimestampWins() {
        load(put(1, 0, 50, "a"));
        load(put(2, 1, 60, "a"));
        load(put(3, 2, 10, "a"));

        assertThat(rows()).containsExactly("a|2");
    }

    @Test
    void linesOfOtherToolsAreKeyedByTheFeedsMembersAndTheLaterLoadWins() {
        load("{\"USER\":\"u\",\"TYPE\":\"t\",\"V\":1}\n{\"USER\":\"u\",\"TYPE\":\"s\",\"V\":2}\n");
        load("{\"user\":\"u\",\"type\":\"t\",\"V\":3}\n");

        assertThat(lake.select("SELECT USER, TYPE, V FROM SUMS ORDER BY V")).containsExactly("u|s|2", "u|t|3");
    }

    @Test
    void linesOfOtherToolsYieldToKafkaRecordsOfTheirKey() {
        lake = new TestLake(folder, Feed.latest("SUMS", "USER"));
        load("{\"USER\":\"u\",\"V\":1}\n", "{\"USER\":\"w\",\"V\":1}\n");
        load(TestLake.line("{\"USER\":\"u\",\"V\":2}", 0, 0, 5, "u"), remove(0, 1, "w"));
        load("{\"USER\":\"u\",\"V\":3}\n", "{\"USER\":\"w\",\"V\":3}\n");

        assertThat(lake.select("SELECT USER, V FROM SUMS")).containsExactly("u|2");
    }

    @Test
    void whatHasNoKeyIsAppended() {
        load("{\"V\":1}\n{\"V\":2}\n", TestLake.line("{\"V\":3}", 0, 0, 5, null), TestLake.line(null, 0, 1, 5, null));
        load("{\"V\":1}\n");

        assertThat(lake.select("SELECT V FROM SUMS ORDER BY id")).containsExactly("1", "2", "3", "null", "1");
    }

    @RepeatedTest(20)
    void anyOrderOfLoadingEndsWithTheNewestOfEachKey(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        List<String> lines = new ArrayList<>();
        Map<String, Integer> expected = new TreeMap<>();
        for (int offset = 0; offset < 120; offset++) {
            int keyNumber = random.nextInt(15);
            String key = "k" + (char) ('a' + keyNumber);
            int partition = keyNumber % 3;
            if (random.nextInt(4) == 0) {
                expected.remove(key);
                lines.add(remove(partition, offset, key));
            } else {
                expected.put(key, offset);
                lines.add(put(offset, partition, offset, key));
            }
        }
        lines.addAll(lines.subList(0, 40));
        Collections.shuffle(lines, random);
        lake.withBatches(1 + random.nextInt(30));
        for (int from = 0; from < lines.size(); ) {
            int to = Math.min(lines.size(), from + 1 + random.nextInt(60));
            LoadSummary summary = load(lines.subList(from, to).toArray(String[]::new));
            assertThat(summary.rows() + summary.alreadyThere() + summary.superseded() + summary.removed())
                    .isEqualTo(summary.lines());
            from = to;
        }

        assertThat(rows())
                .isEqualTo(expected.entrySet().stream()
                        .map(entry -> entry.getKey() + "|" + entry.getValue())
                        .toList());
        assertThat(lake.check()).isEmpty();
    }
}
