package dev.tributary.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tributary.broker.BrokerConfig;
import dev.tributary.broker.EmbeddedBroker;
import dev.tributary.broker.Topics;
import dev.tributary.ingest.Ingest;
import dev.tributary.ingest.IngestException;
import dev.tributary.ingest.IngestListener;
import dev.tributary.lake.DiskFullException;
import dev.tributary.lake.Feed;
import dev.tributary.lake.Feeds;
import dev.tributary.lake.LakeReader;
import dev.tributary.testing.FreePort;
import dev.tributary.testing.IndependentComparison;
import dev.tributary.testing.SmallDisk;
import dev.tributary.warehouse.FollowLake;
import dev.tributary.warehouse.LoadLake;
import dev.tributary.warehouse.LoadSummary;
import dev.tributary.warehouse.Warehouse;
import dev.tributary.warehouse.WarehouseException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file system that is really full, under a lake and a warehouse that are written. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class FullDiskProcessTest {
    private static final String ORDERS = "Orders";
    private static final Feeds FEEDS = new Feeds(List.of(Feed.append(ORDERS)));
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final int RECORDS = 2_000;

    @TempDir
    static Path folder;

    private EmbeddedBroker broker;
    private IndependentComparison expected;
    private int disks;

    @BeforeAll
    void fillKafka() {
        broker = EmbeddedBroker.start(new BrokerConfig(folder.resolve("broker/kafka"), FreePort.find(), 2));
        try (Topics topics = new Topics(broker.clientSettings())) {
            topics.create(List.of(ORDERS), 2);
        }
        produce();
        expected = IndependentComparison.readKafka(broker.bootstrapServers(), List.of(ORDERS));
    }

    @AfterAll
    void stop() {
        broker.close();
    }

    @BeforeEach
    void nextDisk() {
        disks++;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the records are counted when they are read
    private void produce() {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int n = 0; n < RECORDS; n++) {
                String value = "{\"n\":" + n + ",\"text\":\"" + "x".repeat(300) + "\"}";
                producer.send(new ProducerRecord<>(ORDERS, null, 1_774_742_400_000L, null, value.getBytes(UTF_8)));
            }
        }
    }

    private SmallDisk mount() throws Exception {
        return SmallDisk.mount(folder.resolve("disk-" + disks), 8);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 60_000, 200_000})
    void ingestionWaitsForRoomAndThenGoesOnUnaided(long free) throws Exception {
        try (SmallDisk disk = mount()) {
            TestProject project = TestProject.in(disk.folder(), broker.bootstrapServers(), FEEDS);
            Told told = new Told();
            try (Ingest ingest = project.openIngest(told)) {
                disk.fillUpTo(free);
                CompletableFuture<Void> run = CompletableFuture.runAsync(ingest::runUntilStopped);
                await().atMost(PATIENCE).until(() -> told.full.get() == 1 || run.isDone());
                assertThat(run).isNotDone();
                assertThat(ingest.progress().records()).isLessThan(RECORDS);

                disk.makeRoom();
                await().atMost(PATIENCE).until(() -> ingest.progress().records() == RECORDS || run.isDone());
                ingest.stop();
                run.join();
            }
            assertThat(told.full).hasValue(1);
            assertThat(told.freed).hasValue(1);
            expected.assertLake(project.lake());
        }
    }

    @Test
    void aRunThatIsToEndWhenCaughtUpFailsClearly() throws Exception {
        try (SmallDisk disk = mount()) {
            TestProject project = TestProject.in(disk.folder(), broker.bootstrapServers(), FEEDS);
            try (Ingest ingest = project.openIngest(new Told())) {
                disk.fillUpTo(200_000);
                assertThatThrownBy(ingest::runUntilCaughtUp)
                        .isInstanceOfSatisfying(
                                IngestException.class,
                                e -> assertThat(e.fix().orElseThrow()).contains("free space on the disk"));
            }
            disk.makeRoom();
            project.ingest();
            expected.assertLake(project.lake());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 200_000})
    void aLoadWaitsForRoomAndThenGoesOnUnaided(long free) throws Exception {
        TestProject full = TestProject.in(folder.resolve("full-" + free), broker.bootstrapServers(), FEEDS);
        full.ingest();
        try (SmallDisk disk = mount()) {
            TestProject project = full.withDatabase(disk.folder().resolve("data_warehouse.db"));
            Delays delays = new Delays();
            try (Warehouse warehouse = project.openWarehouse();
                    LakeReader lake = LakeReader.open(project.layout())) {
                disk.fillUpTo(free);
                FollowLake follow =
                        new FollowLake(new LoadLake(warehouse, lake, FEEDS, InstantSource.system()), lake, delays);
                CompletableFuture<Void> run = CompletableFuture.runAsync(follow::runUntilStopped);
                await().atMost(PATIENCE).until(() -> delays.count.get() == 1 || run.isDone());
                assertThat(run).isNotDone();

                disk.makeRoom();
                await().atMost(PATIENCE).until(() -> rows(warehouse) == RECORDS || run.isDone());
                follow.stop();
                run.join();
            }
            assertThat(delays.count).hasValue(1);
            expected.assertAppended(project.database(), ORDERS);
        }
    }

    private static long rows(Warehouse warehouse) {
        return warehouse.tables().stream().mapToLong(table -> table.rows()).sum();
    }

    private static final class Told implements IngestListener {
        private final AtomicInteger full = new AtomicInteger();
        private final AtomicInteger freed = new AtomicInteger();

        @Override
        public void diskFull(DiskFullException reason) {
            full.incrementAndGet();
        }

        @Override
        public void diskHasRoom() {
            freed.incrementAndGet();
        }
    }

    private static final class Delays implements FollowLake.Listener {
        private final AtomicInteger count = new AtomicInteger();

        @Override
        public void loaded(LoadSummary summary) {
            // counted by the rows
        }

        @Override
        public void delayed(WarehouseException reason) {
            count.incrementAndGet();
        }
    }
}
