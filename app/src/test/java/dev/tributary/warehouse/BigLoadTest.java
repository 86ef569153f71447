package dev.tributary.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.lake.Feed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Loads that are worth the exchange of the write-ahead log for a rollback journal. */
class BigLoadTest {
    /** More, in one transaction, than the cache holds: pages go to the disk before the commit. */
    private static final int ROWS = 50_000;

    private static final int PADDING = 1_500;

    /** Where SQLite's file format says which journal there is: 2 is the write-ahead log, 1 the rollback journal. */
    private static final int JOURNAL = 18;

    @TempDir
    private Path folder;

    private TestLake lake;

    @BeforeEach
    void makeLake() {
        lake = new TestLake(folder, Feed.append("ORDERS"));
        String padding = "x".repeat(PADDING);
        StringBuilder lines = new StringBuilder();
        for (int row = 0; row < ROWS; row++) {
            lines.append(TestLake.line("{\"n\":" + row + ",\"text\":\"" + padding + "\"}", 0, row));
        }
        lake.append("ORDERS/2026-01-01.jsonl", lines.toString());
    }

    @Test
    void aBigLoadLeavesTheLogWhereNobodyElseHasTheWarehouseOpenAndReturnsToIt() {
        List<Integer> journals = new ArrayList<>();
        lake.load(before(() -> journals.add(journal(lake.database()))));
        assertThat(journals).containsOnly(1);
        assertThat(journal(lake.database())).isEqualTo(2);
        assertThat(lake.select("SELECT count(*), sum(n) FROM ORDERS")).containsExactly(all());
        assertThat(lake.check()).isEmpty();
    }

    @Test
    void whatDiesWithinABigLoadIsTakenBackByWhoeverOpensTheWarehouseNext() throws IOException {
        Path dead = Files.createDirectory(folder.resolve("dead"));
        lake.load(before(() -> copy(dead)));
        TestLake found = new TestLake(dead, Feed.append("ORDERS"));
        Files.move(folder.resolve("pipeline"), dead.resolve("pipeline"));
        assertThat(Files.size(dead.resolve("data_warehouse.db-journal"))).isPositive();
        assertThat(Files.size(found.database())).isGreaterThan(1 << 20);

        try (Warehouse warehouse = Warehouse.openReadOnly(found.database())) {
            assertThat(warehouse.marks()).isEmpty();
            assertThat(warehouse.check()).isEmpty();
        }
        assertThat(found.load().rows()).isEqualTo(ROWS);
        assertThat(found.select("SELECT count(*), sum(n) FROM ORDERS")).containsExactly(all());
        assertThat(found.check()).isEmpty();
    }

    @Test
    void aBigLoadKeepsTheLogWhereSomebodyHasTheWarehouseOpenWhoGoesOnReading() throws Exception {
        lake.open().close();
        List<String> seen = new ArrayList<>();
        try (Connection reader = DriverManager.getConnection("jdbc:sqlite:" + lake.database())) {
            Sql.number(reader, "SELECT count(*) FROM _lake_files");
            lake.load(before(
                    () -> seen.add(journal(lake.database()) + " " + lake.select("SELECT path FROM _lake_files"))));
            assertThat(seen).containsOnly("2 []");
            assertThat(Sql.number(reader, "SELECT count(*) FROM ORDERS")).isEqualTo(ROWS);
        }
    }

    @Test
    void aTransactionTakesTwiceAsManyRowsWithoutTheLogAndNoMoreWithIt() throws Exception {
        assertThat(lake.withBatches(ROWS / 4).load().transactions()).isEqualTo(2);
        TestLake read = new TestLake(Files.createDirectory(folder.resolve("read")), Feed.append("ORDERS"));
        Files.move(folder.resolve("pipeline"), folder.resolve("read/pipeline"));
        read.open().close();
        try (Connection reader = DriverManager.getConnection("jdbc:sqlite:" + read.database())) {
            Sql.number(reader, "SELECT count(*) FROM _lake_files");
            assertThat(read.withBatches(ROWS / 4).load().transactions()).isEqualTo(4);
        }
    }

    private static String all() {
        return ROWS + "|" + (long) ROWS * (ROWS - 1) / 2;
    }

    private static LoadPoints before(Runnable commit) {
        return new LoadPoints() {
            @Override
            public void beforeLoadCommit() {
                commit.run();
            }
        };
    }

    private static int journal(Path database) {
        try (var file = Files.newInputStream(database)) {
            return file.readNBytes(JOURNAL + 1)[JOURNAL];
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As the disk would have it if the process died now. */
    private void copy(Path target) {
        try {
            for (String ending : List.of("", "-journal")) {
                String name = lake.database().getFileName() + ending;
                Files.copy(folder.resolve(name), target.resolve(name));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
