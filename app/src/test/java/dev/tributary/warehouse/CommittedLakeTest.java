package dev.tributary.warehouse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.lake.Arrival;
import dev.tributary.lake.CheckedValue;
import dev.tributary.lake.CrashPoint;
import dev.tributary.lake.Feed;
import dev.tributary.lake.LakeReader;
import dev.tributary.lake.LakeWriter;
import dev.tributary.lake.LocalDisk;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Loads from lakes that the lake's own writer made, with a ledger. */
class CommittedLakeTest {
    private static final String FILE = "ORDERS/2025-11-22/ORDERS_2025-11-22.jsonl";

    @TempDir
    Path folder;

    private TestLake lake;

    @BeforeEach
    void makeLake() {
        lake = new TestLake(folder, Feed.append("*"));
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

    private static void commit(LakeWriter writer, Arrival... records) {
        for (Arrival record : records) {
            writer.take(record);
        }
        writer.force().commit(List.of());
    }

    private List<String> numbers(String table) {
        return lake.select("SELECT N FROM " + table + " ORDER BY id");
    }

    @Test
    void whatIsNotCommittedIsNotLoaded() {
        try (LakeWriter writer = writer()) {
            commit(writer, record("ORDERS", 0, "{\"N\":0}"), record("ORDERS", 1, "{\"N\":1}"));
            writer.take(record("ORDERS", 2, "{\"N\":2}"));
            writer.force();

            assertThat(lake.load().rows()).isEqualTo(2);
            assertThat(numbers("ORDERS")).containsExactly("0", "1");
        }
        try (LakeWriter writer = writer()) {
            commit(writer, record("ORDERS", 2, "{\"N\":2}"));
        }

        assertThat(lake.load().rows()).isEqualTo(1);
        assertThat(numbers("ORDERS")).containsExactly("0", "1", "2");
    }

    @Test
    void aRecordIsLoadedAsKafkaHadItLineBreaksIncluded() {
        String value = "{\n  \"N\": 1,\r\n  \"text\": \"a b\"\n} ";
        try (LakeWriter writer = writer()) {
            commit(writer, record("ORDERS", 0, value), record("ORDERS", 1, "{}"));
        }

        lake.load();

        assertThat(lake.select("SELECT data FROM ORDERS ORDER BY id")).containsExactly(value, "{}");
    }

    @Test
    void deadLettersAreNotLoaded() {
        try (LakeWriter writer = writer()) {
            commit(writer, record("ORDERS", 0, "nonsense"), record("ORDERS", 1, "{\"N\":1}"));
        }

        LoadSummary summary = lake.load();

        assertThat(summary.lines()).isEqualTo(1);
        assertThat(summary.rejected()).isZero();
    }

    @Test
    void topicsWhoseNamesDifferInCaseDoNotMixInOneTable() {
        try (LakeWriter writer = writer()) {
            commit(writer, record("ORDERS", 0, "{\"N\":1}"), record("orders", 0, "{\"N\":2}"));
        }

        LoadSummary summary = lake.load();

        assertThat(summary.failed())
                .singleElement()
                .satisfies(failed -> assertThat(failed.message()).contains("differs only in letter case"));
        assertThat(numbers("ORDERS")).containsExactly("1");
    }

    @Test
    void aCommittedFileThatLostBytesFailsAloneAndComesBackWithThem() throws IOException {
        try (LakeWriter writer = writer()) {
            commit(writer, record("ORDERS", 0, "{\"N\":1}"), record("MORE", 0, "{\"N\":2}"));
        }
        byte[] whole = Files.readAllBytes(lake.file(FILE));
        try (FileChannel file = FileChannel.open(lake.file(FILE), StandardOpenOption.WRITE)) {
            file.truncate(whole.length - 5);
        }

        LoadSummary damaged = lake.load();

        assertThat(damaged.failed()).singleElement().satisfies(failed -> {
            assertThat(failed.path()).isEqualTo(FILE);
            assertThat(failed.message()).contains("ends at byte " + (whole.length - 5));
        });
        assertThat(numbers("MORE")).containsExactly("2");
        Files.write(lake.file(FILE), whole);
        assertThat(lake.load().failed()).isEmpty();
        assertThat(numbers("ORDERS")).containsExactly("1");
    }

    @Test
    void aCommitOfAnotherProcessIsVisibleWithinASecond() throws InterruptedException {
        try (LakeWriter writer = writer();
                Warehouse warehouse = lake.open();
                LakeReader reader = LakeReader.open(lake.layout())) {
            LoadLake load = new LoadLake(warehouse, reader, lake.feeds(), InstantSource.system());
            FollowLake follow = new FollowLake(load, reader, new Silent());
            Thread thread = new Thread(follow::runUntilStopped);
            thread.start();
            try {
                for (long offset = 0; offset < 5; offset++) {
                    long rows = offset + 1;
                    commit(writer, record("ORDERS", offset, "{\"N\":" + offset + "}"));
                    await().pollInterval(Duration.ofMillis(20))
                            .atMost(Duration.ofSeconds(5))
                            .until(() -> rowsOf(warehouse) == rows);
                }
            } finally {
                follow.stop();
                thread.join();
            }
        }
        assertThat(numbers("ORDERS")).containsExactly("0", "1", "2", "3", "4");
    }

    private static long rowsOf(Warehouse warehouse) {
        return warehouse.tables().stream().mapToLong(TableState::rows).sum();
    }

    private static final class Silent implements FollowLake.Listener {
        @Override
        public void loaded(LoadSummary summary) {
            assertThat(summary.failed()).isEmpty();
        }

        @Override
        public void delayed(WarehouseException reason) {
            throw new AssertionError(reason);
        }
    }
}
