package dev.tributary.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.broker.BrokerConfig;
import dev.tributary.broker.EmbeddedBroker;
import dev.tributary.broker.Topics;
import dev.tributary.lake.CrashPoint;
import dev.tributary.lake.Erasures;
import dev.tributary.lake.Feed;
import dev.tributary.lake.FeedMode;
import dev.tributary.lake.Feeds;
import dev.tributary.lake.LakeException;
import dev.tributary.lake.LakeFile;
import dev.tributary.lake.LakeReader;
import dev.tributary.lake.LedgerRebuild;
import dev.tributary.lake.LedgerRebuildPoint;
import dev.tributary.lake.Position;
import dev.tributary.testing.ChildProcess;
import dev.tributary.testing.FreePort;
import dev.tributary.testing.IndependentComparison;
import dev.tributary.testing.KillPoint;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
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

/** Loses or damages the ledger of a lake, makes it anew, goes on, and compares with Kafka by other means than ours. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class RebuildLedgerTest {
    private static final String ORDERS = "Orders";
    private static final String BALANCES = "Balances";
    private static final List<String> TOPICS = List.of(ORDERS, BALANCES);
    static final Feeds FEEDS = new Feeds(
            List.of(Feed.append(ORDERS), Feed.latest(BALANCES), new Feed("Again*", FeedMode.APPEND, List.of(), false)));

    private static final long MIDNIGHT = Instant.parse("2026-03-29T00:00:00Z").toEpochMilli();

    @TempDir
    static Path folder;

    private EmbeddedBroker broker;
    private int produced;
    private Path own;
    private TestProject project;

    @BeforeAll
    void fillKafka() {
        broker = EmbeddedBroker.start(new BrokerConfig(folder.resolve("broker/kafka"), FreePort.find(), 2));
        try (Topics topics = new Topics(broker.clientSettings())) {
            topics.create(TOPICS, 2);
        }
        produce(TOPICS, 200);
    }

    @AfterAll
    void stop() {
        broker.close();
    }

    @BeforeEach
    void nameProject(TestInfo test) throws IOException {
        own = Files.createTempDirectory(
                folder, test.getTestMethod().orElseThrow().getName());
        project = TestProject.in(own, broker.bootstrapServers(), FEEDS);
    }

    /** Transactions of ten records, every fourth of them aborted; three days, dead letters, tombstones. */
    @SuppressWarnings("FutureReturnValueIgnored") // a commit fails when a send of its transaction did
    private void produce(List<String> topics, int records) {
        Map<String, Object> properties =
                Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", "rebuild-" + produced);
        Random random = new Random(produced);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            for (int n = 0; n < records; n += 10) {
                producer.beginTransaction();
                for (int i = 0; i < 10; i++) {
                    producer.send(record(topics.get(produced % topics.size()), random));
                    produced++;
                }
                if (n % 40 == 30) {
                    producer.flush();
                    producer.abortTransaction();
                } else {
                    producer.commitTransaction();
                }
            }
        }
    }

    private ProducerRecord<byte[], byte[]> record(String topic, Random random) {
        byte[] key = ("key-" + random.nextInt(9)).getBytes(UTF_8);
        byte[] value = switch (random.nextInt(8)) {
            case 0 -> null;
            case 1 -> ("no JSON, number " + produced).getBytes(UTF_8);
            default -> ("{\"n\":" + produced + ",\"text\":\"" + "ä".repeat(random.nextInt(30)) + "\"}").getBytes(UTF_8);
        };
        return new ProducerRecord<>(topic, null, MIDNIGHT + (random.nextInt(3) - 1) * 86_400_000L, key, value);
    }

    private RebuildLedger.Result rebuild(boolean askKafka) {
        Optional<KafkaConnection> kafka =
                KafkaConnection.find(Optional.of(broker.bootstrapServers()), Map.of(), BrokerConfig.in(own));
        try {
            return RebuildLedger.run(
                    project.layout(),
                    FEEDS,
                    askKafka ? kafka : Optional.empty(),
                    Erasures.NONE,
                    Instant.parse("2026-11-22T12:00:00Z"),
                    new LedgerRebuild.Listener() {});
        } finally {
            kafka.ifPresent(KafkaConnection::close);
        }
    }

    private Path ledger() {
        return project.layout().ledger();
    }

    private void deleteLedger() throws IOException {
        for (String suffix : List.of("", "-wal", "-shm")) {
            Files.deleteIfExists(ledger().resolveSibling("ledger.db" + suffix));
        }
    }

    private List<LakeFile> files() {
        try (LakeReader lake = LakeReader.open(project.layout())) {
            return lake.files();
        }
    }

    private List<Position> positions() {
        try (LakeReader lake = LakeReader.open(project.layout())) {
            return lake.positions();
        }
    }

    private void assertGoesOn() throws Exception {
        produce(TOPICS, 40);
        project.ingest();
        project.load();
        IndependentComparison expected = IndependentComparison.readKafka(broker.bootstrapServers(), TOPICS);
        expected.assertLake(project.lake());
        expected.assertAppended(project.database(), ORDERS);
        expected.assertLatest(project.database(), BALANCES);
        assertThat(project.verify().clean()).isTrue();
    }

    @Test
    void aDeletedLedgerIsMadeAnew() throws Exception {
        project.ingest();
        project.load();
        List<LakeFile> before = files();
        List<Position> positions = positions();
        deleteLedger();
        assertThatThrownBy(project::ingest)
                .isInstanceOfSatisfying(
                        LakeException.class,
                        e -> assertThat(e.fix())
                                .hasValueSatisfying(fix -> assertThat(fix).contains("tributary rebuild --ledger")));

        RebuildLedger.Result result = rebuild(true);

        assertThat(files()).isEqualTo(before);
        assertThat(result.taken()).isZero();
        assertThat(result.kept()).isEmpty();
        assertThat(positions()).hasSameSizeAs(positions).zipSatisfy(positions, (now, then) -> {
            assertThat(now.topicId()).isEqualTo(then.topicId());
            assertThat(now.nextOffset()).isLessThanOrEqualTo(then.nextOffset());
        });
        assertGoesOn();
    }

    @Test
    void withoutKafkaTheLinesAloneTell() throws Exception {
        project.ingest();
        deleteLedger();

        RebuildLedger.Result result = rebuild(false);

        assertThat(result.unsure()).containsExactlyInAnyOrderElementsOf(TOPICS);
        assertThat(positions())
                .allSatisfy(position -> assertThat(position.topicId()).isEmpty());
        assertGoesOn();
        assertThat(positions())
                .noneSatisfy(position -> assertThat(position.topicId()).isEmpty());
    }

    @Test
    void aDamagedLedgerIsKeptBesideAndMadeAnew() throws Exception {
        project.ingest();
        byte[] noise = new byte[(int) Files.size(ledger()) / 2];
        new Random(1).nextBytes(noise);
        try (RandomAccessFile file = new RandomAccessFile(ledger().toFile(), "rw")) {
            file.seek(noise.length / 2);
            file.write(noise);
        }

        RebuildLedger.Result result = rebuild(true);

        assertThat(result.oldReadable()).isFalse();
        assertThat(result.kept().orElseThrow())
                .hasFileName("ledger.db.old-2026-11-22T120000Z")
                .exists();
        assertGoesOn();
    }

    @Test
    void aWholeLedgerGivesWhatNoLineTells() throws Exception {
        project.ingest();
        List<Position> before = positions();

        RebuildLedger.Result result = rebuild(false);

        assertThat(result.oldReadable()).isTrue();
        assertThat(positions())
                .extracting(Position::topicId)
                .containsExactlyElementsOf(
                        before.stream().map(Position::topicId).toList());
        assertGoesOn();
    }

    @Test
    void aTornEndIsCutAndReadAgain() throws Exception {
        project.ingest();
        List<LakeFile> files = files();
        deleteLedger();
        Path torn = project.layout().resolve(files.get(1).path());
        Files.write(torn, "{\"A\":1,\"_kafka\":{\"part".getBytes(UTF_8), StandardOpenOption.APPEND);
        Files.write(project.layout().resolve(files.get(2).path()), new byte[4096], StandardOpenOption.APPEND);
        Path foreign = torn.resolveSibling("other.jsonl");
        Files.writeString(foreign, "{\"B\":1}\n");

        RebuildLedger.Result result = rebuild(true);

        assertThat(result.survey().tails())
                .extracting(tail -> tail.path())
                .containsExactlyInAnyOrder(files.get(1).path(), files.get(2).path());
        assertThat(files()).filteredOn(file -> !file.foreign()).isEqualTo(files);
        assertThat(foreign).hasContent("{\"B\":1}\n");
        Files.delete(foreign);
        assertGoesOn();
    }

    /** Some files of the last batch have its lines and others not, so that a later record is there and an earlier one is not. */
    @ParameterizedTest
    @EnumSource(CrashPoint.class)
    void aBatchTornByACrashIsCompletedFromKafka(CrashPoint point) throws Exception {
        killAt(
                KillableStage.class,
                point.name(),
                project.lake().toString(),
                project.database().toString(),
                "3");
        deleteLedger();

        rebuild(true);

        assertGoesOn();
    }

    @ParameterizedTest
    @EnumSource(LedgerRebuildPoint.class)
    void killingTheRebuildingLosesAndDoublesNothing(LedgerRebuildPoint point) throws Exception {
        killAt(
                KillableStage.class,
                "BEFORE_FORCE",
                project.lake().toString(),
                project.database().toString(),
                "3");
        damageLedger();

        try (ChildProcess child = ChildProcess.start(
                folder,
                KillableLedgerRebuild.class,
                broker.bootstrapServers(),
                project.lake().toString(),
                point.name())) {
            child.awaitLine(KillPoint.AT + point);
            child.kill();
        }
        if (point != LedgerRebuildPoint.AFTER_SWAP) {
            assertThatThrownBy(project::ingest).isInstanceOf(LakeException.class);
        }

        rebuild(true);
        assertGoesOn();
    }

    private void damageLedger() throws IOException {
        Files.writeString(ledger(), "no database ".repeat(500));
        Files.deleteIfExists(ledger().resolveSibling("ledger.db-wal"));
        Files.deleteIfExists(ledger().resolveSibling("ledger.db-shm"));
    }

    private void killAt(Class<?> main, String point, String lake, String database, String visit)
            throws InterruptedException {
        try (ChildProcess stage =
                ChildProcess.start(folder, main, broker.bootstrapServers(), lake, database, point, visit)) {
            stage.awaitLine(KillableStage.AT + point);
            stage.kill();
        }
    }

    @Test
    void aTopicMadeAnewMeanwhileStartsItsNextEpoch() throws Exception {
        List<String> again = List.of("AgainAndAgain");
        try (Topics topics = new Topics(broker.clientSettings())) {
            topics.create(again, 1);
            produce(again, 20);
            project.ingest();
            deleteLedger();
            topics.delete(again.get(0));
            topics.create(again, 1);
        }
        produce(again, 60);

        RebuildLedger.Result result = rebuild(true);
        assertThat(result.recreated()).containsExactlyElementsOf(again);
        project.ingest();

        assertThat(positions())
                .filteredOn(position -> position.topic().equals(again.get(0)))
                .extracting(Position::epoch)
                .containsExactly(0, 1);
        assertThat(project.verify().topics())
                .filteredOn(topic -> topic.topic().equals(again.get(0)))
                .allMatch(TopicVerification::clean);
        try (Topics topics = new Topics(broker.clientSettings())) {
            topics.delete(again.get(0));
        }
    }

    @Test
    void filesWithoutALineOfOursAreLeftAlone() throws Exception {
        project.ingest();
        deleteLedger();
        Path file = project.lake().resolve("Orders/2026-01-01/Orders_2026-01-01.jsonl");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "{\"A\":1}\n");

        RebuildLedger.Result result = rebuild(true);

        assertThat(result.survey().notOurs()).containsExactly("Orders/2026-01-01/Orders_2026-01-01.jsonl");
        assertThat(files()).filteredOn(LakeFile::foreign).hasSize(1);
        try (Stream<Path> state = Files.list(project.layout().state())) {
            assertThat(state.map(path -> path.getFileName().toString()))
                    .contains("ledger.db", "holder", "lock")
                    .noneMatch(name -> name.contains(".rebuild") || name.contains(".old"));
        }
    }
}
