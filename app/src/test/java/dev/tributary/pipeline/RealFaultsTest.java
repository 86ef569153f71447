package dev.tributary.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tributary.broker.BrokerConfig;
import dev.tributary.broker.EmbeddedBroker;
import dev.tributary.broker.Topics;
import dev.tributary.ingest.Ingest;
import dev.tributary.ingest.IngestListener;
import dev.tributary.lake.Feed;
import dev.tributary.lake.Feeds;
import dev.tributary.lake.LakeLayout;
import dev.tributary.lake.LakeLockedException;
import dev.tributary.testing.ChildProcess;
import dev.tributary.testing.FreePort;
import dev.tributary.testing.IndependentComparison;
import dev.tributary.testing.SmallDisk;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
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
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What only real processes, brokers and file systems show. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(90)
@EnabledOnOs(OS.LINUX)
class RealFaultsTest {
    private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();
    private static final long NEW_YEAR = 1_767_225_600_000L;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    static Path folder;

    private BrokerConfig config;
    private EmbeddedBroker broker;
    private Path place;

    @BeforeAll
    void start() {
        config = new BrokerConfig(folder.resolve("broker/kafka"), FreePort.find(), 2);
        broker = EmbeddedBroker.start(config);
    }

    @AfterAll
    void stop() {
        broker.close();
    }

    @BeforeEach
    void nameThePlace(TestInfo test) {
        place = folder.resolve(test.getTestMethod().orElseThrow().getName());
    }

    @Test
    void aStoppedProcessKeepsTheLakeAndGoesOnWhenItIsContinued() throws Exception {
        TestProject project = projectOf("Asleep");
        send("Asleep", 0, 50);
        try (ChildProcess ingest = ingestProcess(project, List.of())) {
            ingest.awaitLine(IngestProcess.COMMITTED + 50);
            ingest.suspend();
            send("Asleep", 50, 100);
            assertThatThrownBy(() -> project.openIngest(new IngestListener() {}))
                    .isInstanceOf(LakeLockedException.class)
                    .hasMessageContaining(Long.toString(ingest.pid()));
            ingest.resume();
            ingest.awaitLine(IngestProcess.COMMITTED + 100);
            ingest.kill();
        }
        assertLakeIsKafka(project, "Asleep");
    }

    @Test
    void whoTakesTheLockOfAKilledProcessGoesOnWhereItWas() throws Exception {
        TestProject project = projectOf("Killed");
        send("Killed", 0, 50);
        try (ChildProcess ingest = ingestProcess(project, List.of())) {
            ingest.awaitLine(IngestProcess.COMMITTED + 50);
            send("Killed", 50, 3_000);
            ingest.kill();
        }
        project.ingest();
        assertLakeIsKafka(project, "Killed");
    }

    @Test
    void aBrokerThatGoesAwayAndComesBackCostsNothing() throws Exception {
        TestProject project = projectOf("Restarted");
        send("Restarted", 0, 200);
        try (Ingest ingest = project.openIngest(new IngestListener() {})) {
            CompletableFuture<Void> run = CompletableFuture.runAsync(ingest::runUntilStopped);
            await().atMost(PATIENCE).until(() -> ingest.progress().records() == 200);
            broker.close();
            broker = EmbeddedBroker.start(config);
            send("Restarted", 200, 300);
            await().atMost(PATIENCE).until(() -> ingest.progress().records() == 300 || run.isDone());
            ingest.stop();
            run.join();
        }
        assertLakeIsKafka(project, "Restarted");
    }

    @Test
    void aFolderThatMayNotBeWrittenEndsTheRunWithItsName() throws Exception {
        send("ReadOnly", 0, 50);
        try (SmallDisk disk = SmallDisk.mount(place, 8)) {
            TestProject project =
                    TestProject.in(place, broker.bootstrapServers(), new Feeds(List.of(Feed.append("ReadOnly"))));
            project.ingest();
            send("ReadOnly", 50, 100);
            disk.mayBeWritten(false);
            assertThatThrownBy(project::ingest)
                    .hasMessageContaining(project.lake().toString());
            disk.mayBeWritten(true);
            try (Ingest ingest = project.openIngest(new IngestListener() {})) {
                ingest.runUntilCaughtUp();
            }
            assertLakeIsKafka(project, "ReadOnly");
        }
    }

    @Test
    void aDiskThatStallsHoldsReadingUpAndNothingElse() throws Exception {
        TestProject project = projectOf("Stalled");
        send("Stalled", 0, 100);
        StallingDisk disk = new StallingDisk();
        try (Ingest ingest = project.openIngest(new IngestListener() {}, disk)) {
            CompletableFuture<Void> run = CompletableFuture.runAsync(ingest::runUntilStopped);
            disk.awaitStall();
            try (Topics topics = new Topics(broker.clientSettings())) {
                assertThat(topics.names()).contains("Stalled");
            }
            assertThat(ingest.progress().records()).isZero();
            disk.goOn();
            await().atMost(PATIENCE).until(() -> ingest.progress().records() == 100 || run.isDone());
            ingest.stop();
            run.join();
        }
        assertLakeIsKafka(project, "Stalled");
    }

    @Test
    void aThousandPartitionsBigMessagesAndAYearOfDaysFitIntoASmallHeap() throws Exception {
        int big = 12;
        int days = 365;
        try (Topics topics = new Topics(broker.clientSettings())) {
            topics.create(List.of("Wide"), 1_000);
            topics.create(List.of("Big", "Year"), 1);
        }
        byte[] text = ("{\"text\":\"" + "x".repeat(5 << 20) + "\"}").getBytes(UTF_8);
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            for (int n = 0; n < big; n++) {
                producer.send(new ProducerRecord<>("Big", 0, NEW_YEAR, null, text))
                        .get();
            }
            for (int n = 0; n < days; n++) {
                sendOne(producer, new ProducerRecord<>("Year", 0, NEW_YEAR + n * DAY_MILLIS, null, value(n)));
            }
            for (int n = 0; n < 1_000; n++) {
                sendOne(producer, new ProducerRecord<>("Wide", n, NEW_YEAR, null, value(n)));
            }
        }
        Feeds feeds = new Feeds(List.of(Feed.append("*")));
        TestProject project = TestProject.in(place, broker.bootstrapServers(), feeds);
        long most = 0;
        try (ChildProcess ingest = ingestProcess(project, List.of("-Xmx256m", "-XX:+ExitOnOutOfMemoryError"))) {
            Set<String> all = topicsThere();
            long records = IndependentComparison.records(broker.bootstrapServers(), List.copyOf(all))
                    .size();
            for (long committed = 0; committed < records; ) {
                String[] said = ingest.awaitLine(IngestProcess.COMMITTED)
                        .substring(IngestProcess.COMMITTED.length())
                        .split(IngestProcess.OPEN, -1);
                committed = Long.parseLong(said[0]);
                most = Math.max(most, Long.parseLong(said[1]));
            }
            ingest.kill();
            IndependentComparison.readKafka(broker.bootstrapServers(), List.copyOf(all))
                    .assertLake(project.lake());
        }
        assertThat(most).as("lake files open at once").isBetween(2L, 64L);
    }

    private Set<String> topicsThere() {
        try (Topics topics = new Topics(broker.clientSettings())) {
            return Set.copyOf(topics.names().stream()
                    .filter(name -> LakeLayout.folderProblem(name).isEmpty())
                    .toList());
        }
    }

    private TestProject projectOf(String topic) {
        try (Topics topics = new Topics(broker.clientSettings())) {
            topics.create(List.of(topic), 2);
        }
        return TestProject.in(place, broker.bootstrapServers(), new Feeds(List.of(Feed.append(topic))));
    }

    private ChildProcess ingestProcess(TestProject project, List<String> options) {
        return ChildProcess.start(
                place,
                options,
                IngestProcess.class,
                project.bootstrapServers(),
                project.lake().toString(),
                project.feeds().feeds().get(0).topic());
    }

    private void assertLakeIsKafka(TestProject project, String topic) throws Exception {
        IndependentComparison.readKafka(broker.bootstrapServers(), List.of(topic))
                .assertLake(project.lake());
    }

    private void send(String topic, int from, int to) {
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            for (int n = from; n < to; n++) {
                sendOne(producer, new ProducerRecord<>(topic, null, NEW_YEAR, null, value(n)));
            }
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // closing waits for all, and what arrived is read
    private static void sendOne(KafkaProducer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record) {
        producer.send(record);
    }

    private static byte[] value(int n) {
        return ("{\"n\":" + n + "}").getBytes(UTF_8);
    }

    private KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "max.request.size", 8 << 20),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }
}
