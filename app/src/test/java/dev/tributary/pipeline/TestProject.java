package dev.tributary.pipeline;

import dev.tributary.broker.BrokerConfig;
import dev.tributary.ingest.Ingest;
import dev.tributary.ingest.IngestConfig;
import dev.tributary.ingest.IngestListener;
import dev.tributary.lake.CrashPoint;
import dev.tributary.lake.Disk;
import dev.tributary.lake.Erasures;
import dev.tributary.lake.Feeds;
import dev.tributary.lake.LakeLayout;
import dev.tributary.lake.LakeReader;
import dev.tributary.lake.LocalDisk;
import dev.tributary.testing.SplitWriteDisk;
import dev.tributary.warehouse.LoadLake;
import dev.tributary.warehouse.LoadPoints;
import dev.tributary.warehouse.Warehouse;
import dev.tributary.warehouse.WarehouseConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A lake and a warehouse on a broker that runs, with commits, polls and transactions so small that a few hundred records make many of each.
 *
 * @param lake the lake's folder
 * @param database the warehouse
 */
record TestProject(String bootstrapServers, Feeds feeds, Path lake, Path database) {
    private static final int COMMIT_BYTES = 1_500;
    private static final int POLL_RECORDS = 25;
    private static final int FETCH_WAIT_MILLIS = 50;
    private static final int BATCH_ROWS = 70;

    static TestProject in(Path folder, String bootstrapServers, Feeds feeds) {
        return new TestProject(
                bootstrapServers, feeds, folder.resolve("pipeline"), folder.resolve("data_warehouse.db"));
    }

    /** The same lake with another warehouse. */
    TestProject withDatabase(Path other) {
        return new TestProject(bootstrapServers, feeds, lake, other);
    }

    LakeLayout layout() {
        return new LakeLayout(lake);
    }

    Map<String, Object> kafkaProperties() {
        return new HashMap<>(Map.of(
                "bootstrap.servers", bootstrapServers,
                "max.poll.records", POLL_RECORDS,
                "fetch.max.wait.ms", FETCH_WAIT_MILLIS));
    }

    Ingest openIngest(CrashPoint.Visitor crash) {
        return openIngest(new IngestListener() {}, new SplitWriteDisk(crash), crash);
    }

    /** As in production. */
    Ingest openIngest(IngestListener listener) {
        return openIngest(listener, new LocalDisk(), CrashPoint.Visitor.NONE);
    }

    Ingest openIngest(IngestListener listener, Disk disk) {
        return openIngest(listener, disk, CrashPoint.Visitor.NONE);
    }

    private Ingest openIngest(IngestListener listener, Disk disk, CrashPoint.Visitor crash) {
        return openIngest(listener, disk, crash, Erasures.NONE);
    }

    /** Takes everything that Kafka has now, but of those who were erased. */
    void ingest(Erasures erasures) {
        try (Ingest ingest = openIngest(new IngestListener() {}, new LocalDisk(), CrashPoint.Visitor.NONE, erasures)) {
            ingest.runUntilCaughtUp();
        }
    }

    private Ingest openIngest(IngestListener listener, Disk disk, CrashPoint.Visitor crash, Erasures erasures) {
        IngestConfig config = new IngestConfig(
                feeds, "tributary", Duration.ofMillis(50), COMMIT_BYTES, 1 << 20, Duration.ofSeconds(5), 4, false);
        return new Ingest(layout(), config, kafkaProperties(), InstantSource.system(), listener, disk, crash, erasures);
    }

    /** Takes everything that Kafka has now. */
    void ingest(CrashPoint.Visitor crash) {
        try (Ingest ingest = openIngest(crash)) {
            ingest.runUntilCaughtUp();
        }
    }

    void ingest() {
        ingest(CrashPoint.Visitor.NONE);
    }

    Warehouse openWarehouse() {
        return Warehouse.open(new WarehouseConfig(database, feeds, BATCH_ROWS, Duration.ofSeconds(10)));
    }

    /** Loads everything that is in the lake now. */
    void load(LoadPoints points) {
        try (Warehouse warehouse = openWarehouse();
                LakeReader reader = LakeReader.open(layout())) {
            new LoadLake(warehouse, reader, feeds, InstantSource.system(), points).load();
        }
    }

    void load() {
        load(LoadPoints.NONE);
    }

    /** What verification says now. */
    Verification verify() {
        return verify(Erasures.NONE);
    }

    Verification verify(Erasures erasures) {
        Optional<Warehouse> warehouse =
                Optional.of(database).filter(Files::exists).map(Warehouse::openReadOnly);
        try (KafkaConnection kafka = KafkaConnection.find(
                                Optional.of(bootstrapServers), Map.of(), BrokerConfig.in(lake))
                        .orElseThrow();
                LakeReader reader = LakeReader.open(layout())) {
            return Verify.run(kafka, reader, warehouse, feeds, erasures, Instant.now(), what -> {});
        } finally {
            warehouse.ifPresent(Warehouse::close);
        }
    }
}
