package dev.tributary.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.broker.BrokerConfig;
import dev.tributary.broker.EmbeddedBroker;
import dev.tributary.broker.Topics;
import dev.tributary.config.Settings;
import dev.tributary.config.SettingsReader;
import dev.tributary.ingest.Ingest;
import dev.tributary.ingest.IngestListener;
import dev.tributary.lake.Erasures;
import dev.tributary.lake.Feed;
import dev.tributary.lake.Feeds;
import dev.tributary.lake.LakeFile;
import dev.tributary.lake.LakeReader;
import dev.tributary.lake.LedgerRebuild;
import dev.tributary.lake.LocalDisk;
import dev.tributary.lake.PrunePoint;
import dev.tributary.lake.PrunedFile;
import dev.tributary.testing.ChildProcess;
import dev.tributary.testing.FreePort;
import dev.tributary.testing.IndependentComparison;
import dev.tributary.warehouse.LakeQuery;
import dev.tributary.warehouse.QueryRows;
import dev.tributary.warehouse.RebuildListener;
import dev.tributary.warehouse.RebuildResult;
import dev.tributary.warehouse.RebuildWarehouse;
import dev.tributary.warehouse.SqlValue;
import dev.tributary.warehouse.WarehouseException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Prunes a lake that is loaded, is killed in it, rebuilds everything from what is left, and asks verification each time. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class PruneTest {
    private static final String ORDERS = "Orders";
    private static final String BALANCES = "Balances";
    private static final List<String> TOPICS = List.of(ORDERS, BALANCES);
    private static final Feeds FEEDS = new Feeds(List.of(Feed.append(ORDERS), Feed.latest(BALANCES)));
    private static final long MIDNIGHT = Instant.parse("2026-03-29T00:00:00Z").toEpochMilli();
    private static final long DAY = 86_400_000L;

    /** When the first two of the three days have expired. */
    private static final Instant LATER = Instant.parse("2026-04-06T00:00:00Z");

    @TempDir
    static Path folder;

    private EmbeddedBroker broker;
    private IndependentComparison expected;
    private Path loaded;
    private Path own;
    private TestProject project;

    static Settings settings(Path directory) {
        return SettingsReader.read(directory, Map.of(), List.of());
    }

    @BeforeAll
    void fillKafkaLakeAndWarehouse() throws IOException, ExecutionException, InterruptedException {
        broker = EmbeddedBroker.start(new BrokerConfig(folder.resolve("broker/kafka"), FreePort.find(), 2));
        try (Topics topics = new Topics(broker.clientSettings())) {
            topics.create(TOPICS, 2);
        }
        produce(broker.bootstrapServers(), 300, 0);
        expected = IndependentComparison.readKafka(broker.bootstrapServers(), TOPICS);
        loaded = Files.createDirectories(folder.resolve("loaded"));
        Files.writeString(loaded.resolve("tributary.yaml"), """
                feeds:
                - {topic: Orders}
                - {topic: Balances, mode: latest}
                """);
        TestProject first = TestProject.in(loaded, broker.bootstrapServers(), FEEDS);
        first.ingest();
        first.load();
    }

    @AfterAll
    void stop() {
        broker.close();
    }

    @BeforeEach
    void copyProject(TestInfo test) throws IOException {
        own = Files.createTempDirectory(
                folder, test.getTestMethod().orElseThrow().getName());
        copy(loaded, own);
        project = TestProject.in(own, broker.bootstrapServers(), FEEDS);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Files.copy(path, to.resolve(from.relativize(path).toString()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    /** Over three days in no order; a key's newer record may bear the earlier day. */
    private static void produce(String servers, int records, int seed) throws ExecutionException, InterruptedException {
        Random random = new Random(seed);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", servers), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int n = 0; n < records; n++) {
                String topic = n % 3 == 0 ? BALANCES : ORDERS;
                byte[] key = ("key-" + random.nextInt(40)).getBytes(UTF_8);
                byte[] value =
                        random.nextInt(5) == 0 ? null : ("{\"n\":" + n + ",\"seed\":" + seed + "}").getBytes(UTF_8);
                long timestamp = MIDNIGHT + (random.nextInt(3) - 1) * DAY;
                producer.send(new ProducerRecord<>(topic, null, timestamp, key, value))
                        .get();
            }
        }
    }

    private PruneReport prune() {
        return new PruneExpiredDays(settings(own)).run(LATER, 1);
    }

    private List<LakeFile> files() {
        try (LakeReader lake = LakeReader.open(project.layout())) {
            return lake.files();
        }
    }

    private Verification assertClean() {
        return assertClean(expected);
    }

    private Verification assertClean(IndependentComparison all) {
        Verification verification = project.verify();
        assertThat(verification.topics())
                .allSatisfy(topic -> assertThat(topic.findings()).isEmpty())
                .allMatch(TopicVerification::clean);
        assertThat(verification.records() + verification.pruned()).isEqualTo(all.size());
        return verification;
    }

    private static List<String> rows(Path database) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            for (String table : TOPICS) {
                try (ResultSet found = statement.executeQuery("SELECT '" + table
                        + "', id, data, imported_at, kafka_epoch, kafka_partition, kafka_offset, kafka_timestamp, kafka_key, lake_position,"
                        + " (SELECT path FROM _lake_files f WHERE f.id = lake_file), n, seed FROM " + table
                        + " ORDER BY id")) {
                    while (found.next()) {
                        StringBuilder row = new StringBuilder();
                        for (int column = 1; column <= 13; column++) {
                            row.append(found.getString(column)).append('|');
                        }
                        rows.add(row.toString());
                    }
                }
            }
            return rows;
        }
    }

    @Test
    void whatHasExpiredAndIsLoadedGoesAndEverythingStillAddsUp() throws Exception {
        List<String> before = rows(project.database());

        PruneReport report = prune();

        assertThat(report.result().deleted()).hasSize(4);
        assertThat(files())
                .extracting(file -> file.date().orElseThrow().toString())
                .containsOnly("2026-03-30");
        Verification verification = assertClean();
        assertThat(verification.pruned()).isEqualTo(report.records()).isPositive();
        assertThat(rows(project.database())).isEqualTo(before);
        expected.assertAppended(project.database(), ORDERS);
        expected.assertLatest(project.database(), BALANCES);
        project.ingest();
        project.load();
        assertThat(rows(project.database())).isEqualTo(before);
    }

    /** The places of an archive are only passed where there is one. */
    @ParameterizedTest
    @EnumSource(PrunePoint.class)
    void killedAnywhereNothingIsLostAndTheNextPruneGoesOn(PrunePoint point) throws Exception {
        if (point.name().startsWith("ARCHIVE")) {
            Files.writeString(
                    own.resolve("tributary.yaml"), "retention: {archive: parquet}\n", StandardOpenOption.APPEND);
        }
        try (ChildProcess process =
                ChildProcess.start(folder, KillablePrune.class, own.toString(), LATER.toString(), point.name())) {
            process.awaitLine(KillablePrune.AT + point);
            process.kill();
        }
        assertClean();
        project.ingest();
        project.load();
        assertClean();

        prune();
        assertThat(assertClean().pruned()).isPositive();
        assertThat(files())
                .extracting(file -> file.date().orElseThrow().toString())
                .containsOnly("2026-03-30");
        assertThat(project.layout().resolve("Orders/2026-03-29")).doesNotExist();
        project.load();
        expected.assertAppended(project.database(), ORDERS);
        expected.assertLatest(project.database(), BALANCES);
    }

    @Test
    void whatIsNotLoadedToItsEndStays() throws Exception {
        Files.delete(project.database());
        PrunePlan nothingLoaded = new PruneExpiredDays(settings(own)).plan(LATER);
        assertThat(nothingLoaded.expired())
                .hasSize(4)
                .allSatisfy(file -> assertThat(file.state()).isEqualTo("not loaded"));
        assertThat(prune().result().takenOut()).isEmpty();

        project.load();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + project.database());
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(
                    "UPDATE _lake_files SET loaded_to = loaded_to - 1 WHERE path LIKE 'Orders/2026-03-28/%'");
        }
        assertThat(prune().result().takenOut())
                .extracting(PrunedFile::file)
                .extracting(LakeFile::path)
                .hasSize(3)
                .noneMatch(path -> path.startsWith("Orders/2026-03-28/"));
    }

    @Test
    void aDayStaysUntilItsPeriodAfterItsEndIsOver() {
        PruneExpiredDays prune = new PruneExpiredDays(settings(own));

        assertThat(prune.plan(Instant.parse("2026-04-04T23:59:59Z")).expired()).isEmpty();
        assertThat(prune.plan(Instant.parse("2026-04-05T00:00:00Z")).expired())
                .extracting(file -> file.file().date().orElseThrow().toString())
                .containsOnly("2026-03-28");
    }

    @Test
    void aFeedMayHaveItsOwnPeriod() throws IOException {
        Files.writeString(own.resolve("tributary.yaml"), """
                retention: {after: 30d}
                feeds:
                - {topic: Orders, retention: 36h}
                - {topic: Balances, mode: latest, retention: never}
                """);

        assertThat(new PruneExpiredDays(settings(own))
                        .plan(Instant.parse("2026-03-30T12:00:00Z"))
                        .deletable())
                .extracting(LakeFile::path)
                .singleElement()
                .asString()
                .startsWith("Orders/2026-03-28/");
    }

    /** As when the clock is a year ahead. */
    @Test
    void moreThanTheShareIsNotDeletedAtOnce() {
        PruneExpiredDays prune = new PruneExpiredDays(settings(own));
        Instant yearAhead = LATER.plusSeconds(365 * 86_400);
        List<LakeFile> before = files();

        assertThatThrownBy(() -> prune.run(yearAhead, 0.5))
                .isInstanceOf(PipelineException.class)
                .hasMessageContaining("100 % of its bytes");

        assertThat(files()).isEqualTo(before);
        assertThat(prune.run(yearAhead, 1).result().deleted()).hasSameSizeAs(before);
        assertClean();
    }

    /** On a broker of its own, because more comes meanwhile. */
    @Test
    void aPruneBesideIngestionCostsNothing() throws Exception {
        try (EmbeddedBroker another =
                        EmbeddedBroker.start(new BrokerConfig(own.resolve("broker/kafka"), FreePort.find(), 2));
                Topics topics = new Topics(another.clientSettings())) {
            topics.create(TOPICS, 2);
            Path fresh = Files.createDirectories(own.resolve("fresh"));
            Files.copy(own.resolve("tributary.yaml"), fresh.resolve("tributary.yaml"));
            project = TestProject.in(fresh, another.bootstrapServers(), FEEDS);
            long pruned = 0;
            try (Ingest ingest = project.openIngest(new IngestListener() {})) {
                Thread running = new Thread(ingest::runUntilStopped);
                running.start();
                for (int round = 1; round <= 5; round++) {
                    produce(another.bootstrapServers(), 30, round);
                    project.load();
                    pruned +=
                            new PruneExpiredDays(settings(fresh)).run(LATER, 1).records();
                }
                ingest.stop();
                running.join();
            }
            project.ingest();
            project.load();
            IndependentComparison all = IndependentComparison.readKafka(another.bootstrapServers(), TOPICS);
            assertThat(assertClean(all).pruned()).isEqualTo(pruned).isPositive();
            all.assertAppended(project.database(), ORDERS);
            all.assertLatest(project.database(), BALANCES);
        }
    }

    @Test
    void aLedgerMadeAnewKnowsWhatWasPruned() throws Exception {
        prune();
        assertRebuilt();
    }

    @Test
    void aLedgerThatIsLostComesBackWithWhatWasPruned() throws Exception {
        prune();
        for (String suffix : List.of("", "-wal", "-shm")) {
            Files.deleteIfExists(project.layout().ledger().resolveSibling("ledger.db" + suffix));
        }
        assertRebuilt();
    }

    private void assertRebuilt() throws Exception {
        List<LakeFile> files = files(project);
        KafkaConnection kafka = KafkaConnection.find(
                        Optional.of(broker.bootstrapServers()), Map.of(), BrokerConfig.in(own))
                .orElseThrow();
        try (kafka) {
            RebuildLedger.run(
                    project.layout(), FEEDS, Optional.of(kafka), Erasures.NONE, LATER, new LedgerRebuild.Listener() {});
        }
        assertThat(assertClean().pruned()).isPositive();
        project.ingest();
        assertThat(files()).as("nothing is taken a second time").hasSameSizeAs(files);
        project.load();
        assertClean();
        expected.assertAppended(project.database(), ORDERS);
    }

    /** As they lie on the disk, ledger or not. */
    private static List<LakeFile> files(TestProject project) throws IOException {
        List<LakeFile> files = new ArrayList<>();
        try (Stream<Path> all = Files.walk(project.lake())) {
            all.filter(path -> path.toString().endsWith(".jsonl")
                            && !path.toString().contains(".tributary"))
                    .forEach(path -> files.add(new LakeFile(
                            path.toString(), "", Optional.empty(), dev.tributary.lake.Kind.DATA, false, 0, 0, 0)));
        }
        return files;
    }

    @Test
    void aWarehouseMadeAnewKeepsTheRowsOfPrunedDays() throws Exception {
        List<String> before = rows(project.database());
        prune();

        RebuildResult result = rebuildWarehouse(false);

        assertThat(result.carried()).anyMatch(what -> what.endsWith("rows of days that were pruned from the lake"));
        assertThat(result.givenUp()).isEmpty();
        assertThat(rows(project.database())).isEqualTo(before);
        assertClean();
        project.load();
        assertThat(rows(project.database())).isEqualTo(before);
    }

    private RebuildResult rebuildWarehouse(boolean giveUp) {
        return new RebuildWarehouse(
                        settings(own).warehouse(), project.layout(), InstantSource.system(), new RebuildListener() {})
                .run(giveUp, () -> false);
    }

    @Test
    void aWarehouseIsNotMadeAnewWithoutTheRowsOfPrunedDaysInSilence() throws Exception {
        prune();
        try (RandomAccessFile file = new RandomAccessFile(project.database().toFile(), "rw")) {
            file.seek(20_000);
            file.write(new byte[30_000]);
        }
        assertThatThrownBy(() -> rebuildWarehouse(false))
                .isInstanceOf(WarehouseException.class)
                .hasMessageContaining("records that were pruned from the lake");

        assertThat(rebuildWarehouse(true).givenUp()).anyMatch(what -> what.contains("pruned from the lake"));
        assertThat(project.verify().topics())
                .as("verify tells that they are missing")
                .filteredOn(topic -> topic.topic().equals(ORDERS))
                .allMatch(topic -> topic.missing() > 0);
    }

    @Test
    void aBackupTakenAfterAPruneIsWholeAndKnowsOfIt() {
        prune();
        Path target = own.resolve("backup");
        Backup.take(settings(own), target, LATER, (part, done, total) -> {});
        Path elsewhere = own.resolve("elsewhere");
        Restore.run(target, elsewhere, file -> settings(elsewhere), Map.of(), (part, done, total) -> {});

        project = TestProject.in(elsewhere, broker.bootstrapServers(), FEEDS);
        assertThat(assertClean().pruned()).isPositive();
        project.ingest();
        project.load();
        assertClean();
    }

    @Test
    void aBackupHoldsEveryFileThatItIsGoingToCopy() {
        PruneExpiredDays prune = new PruneExpiredDays(settings(own), new LocalDisk(), PrunePoint.Visitor.NONE);
        List<PruneReport> tried = new ArrayList<>();
        Backup.take(settings(own), own.resolve("backup"), LATER, (part, done, total) -> {
            if (part.equals("lake") && tried.isEmpty()) {
                tried.add(prune.run(LATER, 1));
            }
        });

        assertThat(tried).singleElement().satisfies(report -> {
            assertThat(report.result().takenOut()).isEmpty();
            assertThat(report.result().held()).singleElement().asString().startsWith("backup of process");
        });
        assertThat(prune().result().deleted()).hasSize(4);
    }

    @Test
    void aQueryOnTheLakeHoldsItsFiles() {
        List<PruneReport> tried = new ArrayList<>();
        try (LakeReader lake = LakeReader.open(project.layout());
                LakeQuery query = LakeQuery.on(lake)) {
            query.run("SELECT n FROM Orders LIMIT 1", 10, Duration.ofSeconds(30), new QueryRows() {
                @Override
                public void columns(List<String> names) {
                    tried.add(prune());
                }

                @Override
                public void row(List<SqlValue> values) {}
            });
        }
        assertThat(tried)
                .singleElement()
                .satisfies(report -> assertThat(report.result().held())
                        .singleElement()
                        .asString()
                        .startsWith("query of process"));
        assertThat(prune().result().deleted()).hasSize(4);
    }
}
