package dev.tributary.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.broker.BrokerConfig;
import dev.tributary.broker.EmbeddedBroker;
import dev.tributary.broker.Topics;
import dev.tributary.lake.CrashPoint;
import dev.tributary.lake.Feed;
import dev.tributary.lake.FeedMode;
import dev.tributary.lake.Feeds;
import dev.tributary.testing.ChildProcess;
import dev.tributary.testing.FreePort;
import dev.tributary.testing.IndependentComparison;
import dev.tributary.testing.Seed;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Kills a process with SIGKILL at every named point of the way from Kafka to the warehouse, and asks what is there: right after the kill, where
 * everything committed must be whole, and after a restart, where everything must be there exactly once.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class KillPointTest {
    static final String ORDERS = "Orders";
    static final String BALANCES = "Balances";
    static final String SECRETS = "Secrets";
    static final Feeds FEEDS = new Feeds(
            List.of(Feed.append(ORDERS), Feed.latest(BALANCES), new Feed(SECRETS, FeedMode.IGNORE, List.of(), true)));

    private static final List<String> TOPICS = List.of(ORDERS, BALANCES, SECRETS);
    private static final Instant MIDNIGHT = Instant.parse("2026-03-29T00:00:00Z");
    private static final int TRANSACTIONS = 40;
    private static final int RECORDS_EACH = 10;

    @TempDir
    static Path folder;

    private EmbeddedBroker broker;
    private IndependentComparison expected;
    private TestProject loadable;

    @BeforeAll
    void fillKafkaAndOneLake() {
        broker = EmbeddedBroker.start(new BrokerConfig(folder.resolve("broker/kafka"), FreePort.find(), 2));
        try (Topics topics = new Topics(broker.clientSettings())) {
            topics.create(TOPICS, 2);
        }
        produce();
        expected = IndependentComparison.readKafka(broker.bootstrapServers(), TOPICS);
        loadable = TestProject.in(folder.resolve("loadable"), broker.bootstrapServers(), FEEDS);
        loadable.ingest();
    }

    @AfterAll
    void stop() {
        broker.close();
    }

    /** Every fourth transaction is aborted; what it wrote must turn up nowhere. */
    @SuppressWarnings("FutureReturnValueIgnored") // a commit fails when a send of its transaction did
    private void produce() {
        Map<String, Object> properties =
                Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", "kill-points");
        Random random = new Random(7);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            for (int transaction = 0; transaction < TRANSACTIONS; transaction++) {
                producer.beginTransaction();
                for (int n = 0; n < RECORDS_EACH; n++) {
                    producer.send(record(random, transaction * RECORDS_EACH + n));
                }
                if (transaction % 4 == 3) {
                    producer.flush();
                    producer.abortTransaction();
                } else {
                    producer.commitTransaction();
                }
            }
        }
    }

    private static ProducerRecord<byte[], byte[]> record(Random random, int n) {
        String topic = n % 10 < 6 ? ORDERS : n % 10 < 9 ? BALANCES : SECRETS;
        byte[] key = topic.equals(BALANCES) ? bytes("account-" + random.nextInt(12)) : orderKey(random, n);
        return new ProducerRecord<>(topic, null, timestamp(random), key, value(random, n));
    }

    private static byte[] orderKey(Random random, int n) {
        return switch (random.nextInt(5)) {
            case 0 -> null;
            case 1 -> new byte[] {(byte) 0xFF, 0, (byte) n};
            default -> bytes("order-" + n);
        };
    }

    private static long timestamp(Random random) {
        return random.nextInt(20) == 0
                ? Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli()
                : MIDNIGHT.toEpochMilli() + random.nextInt(5) - 3;
    }

    private static byte[] value(Random random, int n) {
        return switch (random.nextInt(12)) {
            case 0 -> null;
            case 1 -> bytes("not JSON, number " + n);
            case 2 -> new byte[] {'{', '"', (byte) 0xC0, (byte) 0xAF, '"', ':', '1', '}'};
            case 3 -> bytes("{\n  \"n\": " + n + ",\r\n  \"pretty\": true\n}\n");
            case 4 -> bytes("{\"n\":" + n + ",\"big\":123456789012345678901234567890." + n + "}");
            default -> bytes("{\"n\":" + n + ",\"text\":\"" + "ä😀".repeat(random.nextInt(9)) + "\"}");
        };
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    static Stream<Arguments> ingestPoints() {
        return Stream.of(CrashPoint.values()).flatMap(point -> visits(point.name()));
    }

    static Stream<Arguments> loadPoints() {
        return Stream.of(KillableStage.MID_LOAD, KillableStage.BEFORE_LOAD_COMMIT, KillableStage.AFTER_LOAD_COMMIT)
                .flatMap(KillPointTest::visits);
    }

    private static Stream<Arguments> visits(String point) {
        return Stream.of(Arguments.of(point, 1), Arguments.of(point, 4));
    }

    @ParameterizedTest
    @MethodSource("ingestPoints")
    void killingIngestLosesAndDoublesNothing(String point, int visit) throws Exception {
        TestProject project = TestProject.in(folder.resolve(point + "-" + visit), broker.bootstrapServers(), FEEDS);

        killAt(project, point, visit);
        Verification cut = project.verify();
        assertClean(cut);
        assertThat(cut.waiting()).isPositive();

        project.ingest();
        assertWaitingOnlyForLoad(project.verify());
        expected.assertLake(project.lake());
    }

    @ParameterizedTest
    @MethodSource("loadPoints")
    void killingALoadLosesAndDoublesNothing(String point, int visit) throws Exception {
        TestProject project = loadable.withDatabase(folder.resolve(point + "-" + visit + ".db"));

        killAt(project, point, visit);
        assertClean(project.verify());

        project.load();
        assertLoaded(project);
    }

    @Test
    void dyingAgainAndAgainOnTheWayLosesAndDoublesNothing() throws Exception {
        long seed = Seed.get();
        Random random = new Random(seed);
        TestProject project = TestProject.in(folder.resolve("seed-" + seed), broker.bootstrapServers(), FEEDS);
        List<CrashPoint> points = List.of(CrashPoint.values());

        for (int death = 0; death < 4; death++) {
            killAt(project, points.get(random.nextInt(points.size())).name(), 1 + random.nextInt(3));
            project.load();
            assertClean(project.verify());
        }

        project.ingest();
        killAt(project, KillableStage.MID_LOAD, 1);
        project.load();
        expected.assertLake(project.lake());
        assertLoaded(project);
    }

    private static void killAt(TestProject project, String point, int visit) throws InterruptedException {
        try (ChildProcess stage = ChildProcess.start(
                folder,
                KillableStage.class,
                project.bootstrapServers(),
                project.lake().toString(),
                project.database().toString(),
                point,
                Integer.toString(visit))) {
            stage.awaitLine(KillableStage.AT + point);
            stage.kill();
        }
    }

    private void assertLoaded(TestProject project) throws Exception {
        Verification verification = project.verify();
        assertClean(verification);
        assertThat(verification.waiting()).isZero();
        assertThat(verification.records()).isEqualTo(expected.size());
        expected.assertAppended(project.database(), ORDERS);
        expected.assertLatest(project.database(), BALANCES);
    }

    private void assertWaitingOnlyForLoad(Verification verification) {
        assertClean(verification);
        assertThat(verification.records()).isEqualTo(expected.size());
        verification
                .topics()
                .forEach(topic -> assertThat(topic.waiting())
                        .as("%s waits for the load", topic.topic())
                        .isEqualTo(topic.topic().equals(SECRETS) ? 0 : topic.lake()));
    }

    private static void assertClean(Verification verification) {
        assertThat(verification.topics())
                .allSatisfy(topic -> assertThat(topic.findings()).isEmpty())
                .allMatch(TopicVerification::clean);
    }
}
