package dev.tributary.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.lake.Feed;
import dev.tributary.lake.FeedMode;
import dev.tributary.lake.LakeReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadLakeTest {
    private static final String FILE = "ORDERS/2025-11-22/ORDERS_2025-11-22.jsonl";

    @TempDir
    Path folder;

    private TestLake lake;

    @BeforeEach
    void makeLake() {
        lake = new TestLake(folder, Feed.append("ORDERS"), new Feed("SECRET", FeedMode.IGNORE, List.of(), true));
    }

    private static String lines(long from, long to) {
        return LongStream.range(from, to)
                .mapToObj(offset -> TestLake.line("{\"N\":" + offset + "}", 0, offset))
                .collect(Collectors.joining());
    }

    private List<String> numbers() {
        return lake.select("SELECT N FROM ORDERS ORDER BY id");
    }

    private static List<String> range(int from, int to) {
        return IntStream.range(from, to).mapToObj(Integer::toString).toList();
    }

    @Test
    void loadingThreeTimesGivesTheRowsOfOneLoad() {
        lake.append(FILE, lines(0, 300));

        LoadSummary first = lake.load();
        LoadSummary second = lake.load();
        LoadSummary third = lake.load();

        assertThat(first.rows()).isEqualTo(300);
        assertThat(first.rowsByTable()).containsExactly(Map.entry("ORDERS", 300L));
        assertThat(second.changedAnything()).isFalse();
        assertThat(third.transactions()).isZero();
        assertThat(numbers()).isEqualTo(range(0, 300));
    }

    @Test
    void onlyTheNewLinesOfAGrownFileAreLoaded() {
        lake.append(FILE, lines(0, 10));
        lake.load();
        lake.append(FILE, lines(10, 15));

        assertThat(lake.load().lines()).isEqualTo(5);
        assertThat(numbers()).isEqualTo(range(0, 15));
    }

    @Test
    void theDataIsTheOriginalByteForByte() {
        List<String> originals = List.of(
                "{\"A\": 123456789012345678901234567890, \"B\" :1.10,\"A\":2}",
                "{ \"city\":\"São Paulo 東京 \\ud83d\\ude00 😀\",\"deep\":{\"a\":[1,{\"b\":null}]} }",
                "{\"quote\":\"\\\"}{\",\"slash\":\"a\\/b\\\\\"}");
        for (int i = 0; i < originals.size(); i++) {
            lake.append(FILE, TestLake.line(originals.get(i), 0, i));
        }

        lake.load();

        assertThat(lake.select("SELECT data FROM ORDERS ORDER BY id")).isEqualTo(originals);
        assertThat(lake.select("SELECT A, B FROM ORDERS WHERE kafka_offset = 0"))
                .containsExactly("1.2345678901234568e+29|1.1");
    }

    @Test
    void theCoordinatesAndTheOriginOfEachRowAreKept() {
        lake.append(FILE, TestLake.line("{\"N\":1}", 3, 17, 1_763_800_000_000L, "TXN-1"));

        lake.load();

        assertThat(lake.select("""
                        SELECT o.imported_at, kafka_epoch, kafka_partition, kafka_offset, kafka_timestamp, kafka_key, f.path,
                          lake_position
                        FROM ORDERS o JOIN _lake_files f ON f.id = o.lake_file"""))
                .containsExactly("2026-11-22T14:03:11.123Z|0|3|17|1763800000000|TXN-1|" + FILE + "|0");
    }

    @Test
    void aTombstoneIsARowWithoutData() {
        lake.append(FILE, TestLake.line(null, 0, 5, 1, "gone"));

        assertThat(lake.load().rows()).isEqualTo(1);
        assertThat(lake.select("SELECT data, kafka_key FROM ORDERS")).containsExactly("null|gone");
    }

    @Test
    void anEmptyObjectIsARowOfNulls() {
        lake.append(FILE, "{}\n{\"A\":null,\"B\":null}\n{\"A\":1}\n");

        LoadSummary summary = lake.load();

        assertThat(summary.rows()).isEqualTo(3);
        assertThat(summary.rowsOfNulls()).isEqualTo(2);
        assertThat(lake.select("SELECT data FROM ORDERS ORDER BY id"))
                .containsExactly("{}", "{\"A\":null,\"B\":null}", "{\"A\":1}");
    }

    @Test
    void aFolderInAnyLetterCaseLoadsIntoTheFeedsTable() {
        lake.append("orders/2025-11-21/orders_2025-11-21.jsonl", "{\"N\":1}\n");
        lake.append("Orders/whatever.jsonl", "{\"N\":2}\n");
        lake.append(FILE, "{\"N\":3}\n");

        lake.load();

        assertThat(lake.select("SELECT N FROM ORDERS ORDER BY N")).containsExactly("1", "2", "3");
    }

    @Test
    void aGlobMakesATableForEachTopicUnderItsName() {
        lake = new TestLake(folder, Feed.append("*"));
        lake.append("one-a.b/x.jsonl", "{\"N\":1}\n");
        lake.append("two/x.jsonl", "{\"N\":2}\n");

        lake.load();

        assertThat(lake.select("SELECT N FROM \"one-a.b\"")).containsExactly("1");
        assertThat(lake.select("SELECT N FROM two")).containsExactly("2");
    }

    @Test
    void whatNoFeedCoversIsToldAndWhatIsIgnoredIsNot() {
        lake.append("STRANGE/2025-11-22/x.jsonl", "{\"N\":1}\n");
        lake.append("SECRET/2025-11-22/x.jsonl", "{\"N\":1}\n");
        lake.append("_dead_letters/ORDERS/2025-11-22/ORDERS_2025-11-22.jsonl", "{\"reason\":\"r\",\"raw\":\"x\"}\n");

        LoadSummary summary = lake.load();

        assertThat(summary.unmatched()).containsExactly("STRANGE");
        assertThat(summary.lines()).isZero();
        assertThat(summary.partial()).isFalse();
    }

    @Test
    void linesThatAreNoObjectsAreKeptAsRejects() {
        byte[] badUtf8 = {'{', '"', (byte) 0xff, '"', ':', '1', '}', '\n'};
        lake.append(FILE, "{\"N\":1}\nplain text\n[1]\n{\"N\":2} {\"N\":3}\n");
        lake.append(FILE, badUtf8);
        lake.append(FILE, "{\"N\":4}\n");

        LoadSummary summary = lake.load();
        lake.load();

        assertThat(summary.rejected()).isEqualTo(4);
        assertThat(numbers()).containsExactly("1", "4");
        assertThat(lake.select("SELECT file, position, hex(raw) FROM _rejects ORDER BY position"))
                .containsExactly(
                        FILE + "|8|" + hex("plain text"),
                        FILE + "|19|" + hex("[1]"),
                        FILE + "|23|" + hex("{\"N\":2} {\"N\":3}"),
                        FILE + "|39|7B22FF223A317D");
        assertThat(lake.select("SELECT reason FROM _rejects")).noneMatch(String::isBlank);
    }

    private static String hex(String text) {
        return HexFormat.of().withUpperCase().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aFileTornAtAnyByteIsLoadedOnceWhenItIsWhole() {
        byte[] whole = (TestLake.line("{\"N\":1}", 0, 1) + "{\"N\":2,\"s\":\"é}\"}\n\r\n{\"N\":3}\r\n")
                .getBytes(StandardCharsets.UTF_8);
        for (int cut = 0; cut <= whole.length; cut++) {
            TestLake torn = new TestLake(folder.resolve("cut" + cut), Feed.append("ORDERS"));
            torn.append(FILE, Arrays.copyOf(whole, cut));
            LoadSummary before = torn.load();
            torn.append(FILE, Arrays.copyOfRange(whole, cut, whole.length));
            LoadSummary after = torn.load();

            assertThat(torn.select("SELECT N FROM ORDERS ORDER BY id"))
                    .as("cut at byte %d", cut)
                    .containsExactly("1", "2", "3");
            assertThat(before.rejected() + after.rejected())
                    .as("cut at byte %d", cut)
                    .isZero();
            assertThat(after.pending()).isEmpty();
        }
    }

    @Test
    void anUnfinishedLastLineWaitsAndIsTold() {
        lake.append(FILE, "{\"N\":1}\n{\"N\":2");

        LoadSummary first = lake.load();
        LoadSummary second = lake.load();

        assertThat(first.pending()).containsExactly(new LoadSummary.Pending(FILE, 8, 6));
        assertThat(second.pending()).isEqualTo(first.pending());
        assertThat(second.transactions())
                .as("nothing is written for a file that did not change")
                .isZero();
        assertThat(numbers()).containsExactly("1");
    }

    @Test
    void aFinishedLastLineNeedsNoLineFeed() {
        lake.append(FILE, "{\"N\":1}\n{\"N\":2}");

        assertThat(lake.load().pending()).isEmpty();
        assertThat(numbers()).containsExactly("1", "2");
    }

    @Test
    void aByteOrderMarkAndCarriageReturnsDoNoHarm() {
        lake.append(FILE, "\ufeff{\"N\":1}\r\n\r\n   \n{\"N\":2}\r\n");

        LoadSummary summary = lake.load();

        assertThat(summary.rejected()).isZero();
        assertThat(lake.select("SELECT data FROM ORDERS ORDER BY id")).containsExactly("{\"N\":1}", "{\"N\":2}");
    }

    @Test
    void aForeignFileWhoseLoadedPartChangedFailsAloneAndTheOthersLoad() {
        String other = "ORDERS/2025-11-23/x.jsonl";
        lake.append(FILE, "{\"N\":1}\n{\"N\":2}\n");
        lake.load();
        lake.replace(FILE, "{\"N\":9}\n{\"N\":2}\n{\"N\":3}\n");
        lake.append(other, "{\"N\":4}\n");

        LoadSummary summary = lake.load();

        assertThat(summary.partial()).isTrue();
        assertThat(summary.failed()).singleElement().satisfies(failed -> {
            assertThat(failed.path()).isEqualTo(FILE);
            assertThat(failed.message()).contains("changed before byte 16");
            assertThat(failed.fix()).isPresent();
        });
        assertThat(numbers()).containsExactly("1", "2", "4");
    }

    @Test
    void aForeignFileThatShrankFailsAlone() {
        lake.append(FILE, "{\"N\":1}\n{\"N\":2}\n");
        lake.load();
        lake.replace(FILE, "{\"N\":1}\n");

        assertThat(lake.load().failed())
                .singleElement()
                .satisfies(failed -> assertThat(failed.message()).contains("shorter than byte 16"));
        assertThat(numbers()).containsExactly("1", "2");
    }

    @Test
    void theSameRecordInAnotherFileIsThereAlready() {
        lake.append(FILE, lines(0, 100));
        lake.load();
        lake.append("ORDERS/copy.jsonl", lines(50, 120));

        LoadSummary summary = lake.load();

        assertThat(summary.alreadyThere()).isEqualTo(50);
        assertThat(summary.rows()).isEqualTo(20);
        assertThat(numbers()).isEqualTo(range(0, 120));
    }

    @Test
    void anotherRecordUnderTheSameCoordinatesIsKeptAsAReject() {
        lake.append(FILE, lines(0, 3));
        lake.append("orders/2025-11-22/other.jsonl", TestLake.line("{\"N\":77}", 0, 1));

        LoadSummary summary = lake.load();

        assertThat(summary.rejected()).isEqualTo(1);
        assertThat(lake.select("SELECT raw, reason FROM _rejects"))
                .singleElement()
                .satisfies(reject -> assertThat(reject).contains("{\"N\":77}").contains("another record"));
        assertThat(numbers()).containsExactly("0", "1", "2");
    }

    @Test
    void recordsOfARecreatedTopicStandBesideTheOldOnes() {
        lake.append(FILE, TestLake.line("{\"N\":1}", 0, 0));
        lake.append(
                FILE, "{\"N\":2,\"_kafka\":{\"partition\":0,\"offset\":0,\"timestamp\":5,\"key\":null,\"epoch\":1}}\n");

        lake.load();

        assertThat(lake.select("SELECT N, kafka_epoch FROM ORDERS ORDER BY id")).containsExactly("1|0", "2|1");
    }

    @Test
    void timesBeforeAndAfterEverythingAreKept() {
        lake.append(FILE, TestLake.line("{\"N\":1,\"USER_ID_HASHED\":\"u\"}", 0, 0, -1, "a"));
        lake.append(FILE, TestLake.line("{\"N\":2,\"USER_ID_HASHED\":\"u\"}", 0, 1, 253402300799999L, "b"));
        lake.append(FILE, TestLake.line("{\"N\":3,\"USER_ID_HASHED\":\"u\"}", 0, 2, Long.MAX_VALUE, "c"));

        lake.load();

        assertThat(lake.select("SELECT kafka_timestamp FROM ORDERS ORDER BY id"))
                .containsExactly("-1", "253402300799999", Long.toString(Long.MAX_VALUE));
        assertThat(lake.select("SELECT first_seen, last_seen FROM USERS")).containsExactly("9999-12-31|9999-12-31");
    }

    @Test
    void aLineLongerThanAnyBufferIsOneRow() {
        String longText = "x".repeat(5_000_000);
        lake.append(FILE, "{\"N\":1}\n{\"N\":2,\"T\":\"" + longText + "\"}\n{\"N\":3}\n");

        lake.load();

        assertThat(numbers()).containsExactly("1", "2", "3");
        assertThat(lake.select("SELECT length(T) FROM ORDERS WHERE N = 2")).containsExactly("5000000");
    }

    @Test
    void noTransactionTakesMoreThanItsRows() {
        lake.withBatches(7).append(FILE, lines(0, 50));
        lake.append("ORDERS/second.jsonl", lines(50, 53));

        LoadSummary summary = lake.load();

        assertThat(summary.transactions()).isEqualTo(8);
        assertThat(numbers()).isEqualTo(range(0, 53));
    }

    @Test
    void manySmallFilesShareATransaction() {
        for (int day = 1; day <= 28; day++) {
            lake.append("ORDERS/2025-10-%02d/x.jsonl".formatted(day), "{\"N\":" + day + "}\n");
        }

        assertThat(lake.load().transactions()).isEqualTo(1);
        assertThat(numbers()).hasSize(28);
    }

    @Test
    void aChangedModeIsRefusedAndTheOtherFeedsLoad() {
        lake.append(FILE, lines(0, 2));
        lake.load();
        TestLake changed = new TestLake(folder, Feed.latest("ORDERS"), Feed.append("MORE"));
        changed.append(FILE, lines(2, 4));
        changed.append("MORE/x.jsonl", "{\"N\":1}\n");

        LoadSummary summary = changed.load();

        assertThat(summary.failed())
                .singleElement()
                .satisfies(failed -> assertThat(failed.message())
                        .contains("ORDERS was loaded in mode APPEND, the feed now says LATEST"));
        assertThat(summary.rowsByTable()).containsOnlyKeys("MORE");
    }

    @Test
    void aFeedWhoseTableNameIsTakenFailsWithAWayOut() {
        lake = new TestLake(folder, Feed.append("*"));
        lake.append("users/x.jsonl", "{\"N\":1}\n");
        lake.append("sqlite_master/x.jsonl", "{\"N\":1}\n");
        lake.append("fine/x.jsonl", "{\"N\":1}\n");

        LoadSummary summary = lake.load();

        assertThat(summary.failed())
                .hasSize(2)
                .allSatisfy(failed -> assertThat(failed.fix()).isPresent());
        assertThat(summary.rowsByTable()).containsOnlyKeys("fine");
    }

    @Test
    void aLoadThatDiesAnywhereLeavesNothingHalfDone() {
        for (int step = 1; ; step++) {
            TestLake mortal = new TestLake(folder.resolve("dies" + step), Feed.append("ORDERS"), Feed.latest("LAST"))
                    .withBatches(40);
            mortal.append(FILE, lines(0, 90));
            mortal.append("LAST/x.jsonl", lines(0, 30) + TestLake.line(null, 0, 30, 1, "k3"));
            Death death = new Death(step);
            boolean died = dies(mortal, death);

            long seen = mortal.select("SELECT count(*) FROM sqlite_schema WHERE name = 'ORDERS'")
                            .equals(List.of("1"))
                    ? Long.parseLong(
                            mortal.select("SELECT count(*) FROM ORDERS").get(0))
                    : 0;
            long marked =
                    mortal.select("SELECT ifnull(sum(lines), 0) FROM _lake_files WHERE table_name = 'ORDERS'").stream()
                            .mapToLong(Long::parseLong)
                            .sum();
            assertThat(seen).as("rows and marks after dying at step %d", step).isEqualTo(marked);
            mortal.load();
            assertThat(mortal.select("SELECT N FROM ORDERS ORDER BY N")).isEqualTo(range(0, 90));
            assertThat(mortal.select("SELECT count(*), sum(N) FROM LAST")).containsExactly("29|" + (435 - 3));
            assertThat(mortal.check()).isEmpty();
            if (!died) {
                assertThat(step).as("the load has many steps at which to die").isGreaterThan(30);
                return;
            }
        }
    }

    private static boolean dies(TestLake lake, Death death) {
        try {
            lake.load(death);
            return false;
        } catch (Death.Died e) {
            return true;
        }
    }

    /** Ends a load at the n-th point that it passes. */
    private static final class Death implements LoadPoints {
        private static final class Died extends RuntimeException {}

        private int left;

        Death(int step) {
            left = step;
        }

        private void step() {
            if (--left == 0) {
                throw new Died();
            }
        }

        @Override
        public void midLoad() {
            step();
        }

        @Override
        public void beforeLoadCommit() {
            step();
        }

        @Override
        public void afterLoadCommit() {
            step();
        }
    }

    @Test
    void twoLoadersAtOnceLoadEachLineOnce() throws Exception {
        lake.withBatches(50);
        for (int file = 0; file < 10; file++) {
            lake.append("ORDERS/f" + file + ".jsonl", foreignLines(file * 300, file * 300 + 300));
        }
        lake.open().close();
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            List<Callable<LoadSummary>> loads = List.of(lake::load, lake::load, lake::load);
            long rows = 0;
            for (Future<LoadSummary> summary : threads.invokeAll(loads)) {
                rows += summary.get().rows();
            }
            assertThat(rows).isEqualTo(3_000);
        } finally {
            threads.shutdownNow();
        }
        assertThat(lake.select("SELECT N FROM ORDERS ORDER BY N")).isEqualTo(range(0, 3_000));
        assertThat(lake.check()).isEmpty();
    }

    private static String foreignLines(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(n -> "{\"N\":" + n + ",\"USER_ID_HASHED\":\"u" + n % 40 + "\",\"M" + n % 7 + "\":1}\n")
                .collect(Collectors.joining());
    }

    @Test
    void aReaderNeverSeesHalfALoadOrATableWithoutItsColumns() throws Exception {
        lake.withBatches(2_000);
        lake.append(FILE, foreignLines(0, 10));
        lake.load();
        lake.append(FILE, foreignLines(10, 60_010));
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<LoadSummary> load = thread.submit(() -> lake.load());
            List<Long> counts = new ArrayList<>();
            while (!load.isDone()) {
                counts.add(Long.parseLong(
                        lake.select("SELECT count(N) FROM ORDERS").get(0)));
            }
            assertThat(load.get().rows()).isEqualTo(60_000);
            assertThat(counts).isSorted().allMatch(count -> count % 2_000 == 10);
        } finally {
            thread.shutdownNow();
        }
        assertThat(lake.check()).isEmpty();
    }

    @Test
    void aLoadStopsBetweenTwoTransactionsWhenTold() {
        lake.withBatches(10).append(FILE, lines(0, 100));
        try (Warehouse warehouse = lake.open();
                LakeReader reader = LakeReader.open(lake.layout())) {
            LoadLake load = new LoadLake(warehouse, reader, lake.feeds(), InstantSource.fixed(TestLake.NOW));
            int[] asked = {0};

            LoadSummary first = load.load(() -> ++asked[0] > 3);

            assertThat(first.rows()).isEqualTo(30);
            assertThat(load.load().rows()).isEqualTo(70);
        }
        assertThat(numbers()).isEqualTo(range(0, 100));
    }

    @Test
    void anIndexOfSomebodyElseIsKeptUpByBigLoads() {
        lake.append(FILE, foreignLines(0, 10));
        lake.load();
        execute("CREATE INDEX theirs ON ORDERS (N)");
        lake.append(FILE, foreignLines(10, 20_000));

        lake.load();

        assertThat(lake.check()).isEmpty();
        assertThat(lake.select("SELECT count(*) FROM ORDERS INDEXED BY theirs WHERE N >= 0"))
                .containsExactly("20000");
    }

    private void execute(String sql) {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + lake.database())) {
            connection.createStatement().execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
