package dev.tributary.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.lake.Feed;
import dev.tributary.lake.LakeReader;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FollowLakeTest {
    @TempDir
    Path folder;

    private final List<LoadSummary> loaded = new CopyOnWriteArrayList<>();
    private final List<WarehouseException> delayed = new CopyOnWriteArrayList<>();
    private TestLake lake;
    private Warehouse warehouse;
    private LakeReader reader;
    private FollowLake follow;
    private Thread thread;

    @BeforeEach
    void follow() {
        lake = new TestLake(folder, Feed.append("ORDERS"));
        warehouse = Warehouse.open(new WarehouseConfig(lake.database(), lake.feeds(), 1_000, Duration.ofMillis(10)));
        reader = LakeReader.open(lake.layout());
        LoadLake load = new LoadLake(warehouse, reader, lake.feeds(), InstantSource.system());
        follow = new FollowLake(load, reader, new FollowLake.Listener() {
            @Override
            public void loaded(LoadSummary summary) {
                loaded.add(summary);
            }

            @Override
            public void delayed(WarehouseException reason) {
                delayed.add(reason);
            }
        });
        thread = new Thread(follow::runUntilStopped, "follow");
        thread.start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        follow.stop();
        thread.join(5_000);
        assertThat(thread.isAlive()).isFalse();
        warehouse.close();
        reader.close();
    }

    @Test
    void aLineThatAnotherToolWritesIsSeenByItself() {
        lake.append("ORDERS/x.jsonl", "{\"N\":1}\n");
        await().atMost(Duration.ofSeconds(4)).until(() -> loaded.size() == 1);
        lake.append("ORDERS/x.jsonl", "{\"N\":2}\n");
        await().atMost(Duration.ofSeconds(4)).until(() -> loaded.size() == 2);

        assertThat(lake.select("SELECT N FROM ORDERS ORDER BY id")).containsExactly("1", "2");
    }

    @Test
    void wakingLoadsAtOnce() {
        lake.append("ORDERS/x.jsonl", "{\"N\":1}\n");
        follow.wake();

        await().atMost(Duration.ofSeconds(4)).until(() -> !loaded.isEmpty());
    }

    @Test
    void aLockThatPassesDelaysTheLoad() throws Exception {
        lake.append("ORDERS/first.jsonl", "{\"N\":0}\n");
        await().atMost(Duration.ofSeconds(4)).until(() -> loaded.size() == 1);
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + lake.database());
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            lake.append("ORDERS/x.jsonl", "{\"N\":1}\n");
            await().atMost(Duration.ofSeconds(4)).until(() -> !delayed.isEmpty());
            statement.execute("ROLLBACK");
        }
        await().atMost(Duration.ofSeconds(4)).until(() -> loaded.size() == 2);

        assertThat(delayed.get(0)).hasMessageContaining("another process holds its write lock");
    }

    @Test
    void anInterruptEndsItAndStays() throws InterruptedException {
        thread.interrupt();
        thread.join(5_000);

        assertThat(thread.isAlive()).isFalse();
    }
}
