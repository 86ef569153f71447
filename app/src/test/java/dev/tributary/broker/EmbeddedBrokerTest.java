package dev.tributary.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What does not need a broker of its own runs against one that all tests of the class share. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EmbeddedBrokerTest {
    private Path folder;
    private EmbeddedBroker broker;

    @BeforeAll
    void startBroker(@TempDir Path directory) {
        folder = directory.resolve("kafka");
        broker = EmbeddedBroker.start(BrokerConfig.in(folder));
    }

    @AfterAll
    void stopBroker() {
        broker.close();
        broker.close();
    }

    @Test
    void anyClientProducesToATopicNobodyMade() {
        Clients.send(broker.clientSettings(), "new_topic", List.of("a", "b"));

        assertThat(Clients.values(broker.clientSettings(), "new_topic")).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void recordsOfTheYear9999AndOf1970AreAccepted() {
        long farAway = Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();
        try (KafkaProducer<String, String> producer = Clients.producer(broker.clientSettings(), Map.of())) {
            Clients.send(producer, new ProducerRecord<>("years", 0, farAway, "k", "late"));
            Clients.send(producer, new ProducerRecord<>("years", 0, 0L, "k", "early"));
        }

        assertThat(Clients.records(broker.clientSettings(), "years"))
                .extracting(TailedRecord::timestamp)
                .containsExactly(farAway, 0L);
    }

    @Test
    void recordsOfTenMegabytesAreAcceptedAndReadBack() {
        String large = "x".repeat(10_500_000);

        Clients.send(broker.clientSettings(), "large", List.of(large, "small"));

        assertThat(Clients.values(broker.clientSettings(), "large"))
                .extracting(String::length)
                .containsExactlyInAnyOrder(10_500_000, 5);
    }

    @Test
    void abortedTransactionsAreNeverSeen() {
        try (KafkaProducer<String, String> producer =
                Clients.producer(broker.clientSettings(), Map.of("transactional.id", "one"))) {
            producer.initTransactions();
            producer.beginTransaction();
            Clients.send(producer, new ProducerRecord<>("accounts", 0, "k", "dropped"));
            producer.abortTransaction();
            producer.beginTransaction();
            Clients.send(producer, new ProducerRecord<>("accounts", 0, "k", "kept"));
            producer.commitTransaction();
        }

        assertThat(Clients.values(broker.clientSettings(), "accounts")).containsExactly("kept");
    }

    @Test
    void theEndForReadersOfCommittedRecordsIsBeforeAnOpenTransaction() {
        TopicPartition partition = new TopicPartition("open", 0);
        try (KafkaProducer<String, String> producer =
                        Clients.producer(broker.clientSettings(), Map.of("transactional.id", "two"));
                Topics topics = new Topics(broker.clientSettings())) {
            producer.initTransactions();
            producer.beginTransaction();
            Clients.send(producer, new ProducerRecord<>("open", 0, "k", "v"));

            assertThat(topics.endOffsets(List.of("open"), IsolationLevel.READ_COMMITTED))
                    .containsEntry(partition, 0L);
            assertThat(topics.endOffsets(List.of("open"), IsolationLevel.READ_UNCOMMITTED))
                    .containsEntry(partition, 1L);
            producer.abortTransaction();
        }
    }

    @Test
    void aFolderThatIsInUseIsFoundAndASecondBrokerOnItRefused() {
        assertThat(EmbeddedBroker.running(folder)).contains(broker.endpoint());
        assertThatThrownBy(() -> EmbeddedBroker.start(BrokerConfig.in(folder)))
                .isInstanceOf(BrokerException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining(
                        "in use by process " + ProcessHandle.current().pid())
                .hasMessageContaining(broker.bootstrapServers());
        assertThat(EmbeddedBroker.running(folder)).contains(broker.endpoint());
    }

    @Test
    void severalBrokersLiveInOneProcessAndACleanRestartKeepsRecordsAndIdentity(@TempDir Path directory) {
        Path other = directory.resolve("kafka");
        String clusterId;
        try (EmbeddedBroker second = EmbeddedBroker.start(BrokerConfig.in(other))) {
            clusterId = second.clusterId();
            assertThat(clusterId).isNotEqualTo(broker.clusterId());
            assertThat(second.bootstrapServers()).isNotEqualTo(broker.bootstrapServers());
            Clients.send(second.clientSettings(), "kept", List.of("a", "b"));
        }
        assertThat(EmbeddedBroker.running(other)).isEmpty();

        try (EmbeddedBroker again = EmbeddedBroker.start(BrokerConfig.in(other))) {
            assertThat(again.clusterId()).isEqualTo(clusterId);
            assertThat(Clients.values(again.clientSettings(), "kept")).containsExactlyInAnyOrder("a", "b");
            assertThat(again.failure()).isEmpty();
        }
    }

    @Test
    void aTakenPortMeansTheNextFreeOne(@TempDir Path directory) throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                EmbeddedBroker second =
                        EmbeddedBroker.start(new BrokerConfig(directory.resolve("kafka"), taken.getLocalPort(), 1))) {
            int port = Integer.parseInt(second.bootstrapServers().replace("127.0.0.1:", ""));

            assertThat(port).isGreaterThan(taken.getLocalPort());
        }
    }

    @Test
    void nothingAcknowledgedIsLostWhenTheProcessIsKilled(@TempDir Path directory) throws Exception {
        Path killed = directory.resolve("kafka");
        BrokerProcess.Running process = BrokerProcess.Running.start(killed, 200);
        try {
            assertThat(EmbeddedBroker.running(killed))
                    .map(Endpoint::bootstrapServers)
                    .contains(process.bootstrapServers());
            assertThatThrownBy(() -> EmbeddedBroker.start(BrokerConfig.in(killed)))
                    .isInstanceOf(BrokerException.class)
                    .hasMessageContaining(
                            "in use by process " + process.process().pid());
        } finally {
            process.kill();
        }
        assertThat(EmbeddedBroker.running(killed)).isEmpty();

        long start = System.nanoTime();
        try (EmbeddedBroker again = EmbeddedBroker.start(BrokerConfig.in(killed))) {
            assertThat(System.nanoTime() - start)
                    .as("no waiting for the dead broker's session of nine seconds")
                    .isLessThan(8_000_000_000L);
            assertThat(Clients.values(again.clientSettings(), "kept"))
                    .hasSize(200)
                    .doesNotHaveDuplicates();
            Clients.send(again.clientSettings(), "kept", List.of("more"));
            assertThat(Clients.values(again.clientSettings(), "kept")).hasSize(201);
        }
    }

    @Test
    void aFaultThatWouldEndTheProcessIsReportedInstead(@TempDir Path directory) throws IOException {
        Path data = directory.resolve("kafka");
        try (EmbeddedBroker failing = EmbeddedBroker.start(BrokerConfig.in(data));
                Topics topics = new Topics(failing.clientSettings())) {
            Files.move(data, directory.resolve("gone"));
            assertThatThrownBy(() -> topics.create(List.of("cannot_be_stored"), 1))
                    .isInstanceOf(BrokerException.class);

            await().atMost(Duration.ofSeconds(20)).until(() -> failing.failure().isPresent());
            assertThat(failing.failure().orElseThrow())
                    .hasMessageContaining(data.toString())
                    .satisfies(failure -> assertThat(failure.fix()).isPresent());
            assertThat(failing.whenFailed().toCompletableFuture()).isCompleted();
        }
        assertThat(EmbeddedBroker.running(data)).isEmpty();
    }

    @Test
    void whatIsNoFolderIsRefusedWithAFix(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("kafka"), "not a folder");

        assertThatThrownBy(() -> EmbeddedBroker.start(BrokerConfig.in(file)))
                .isInstanceOfSatisfying(
                        BrokerException.class, e -> assertThat(e.fix()).isPresent())
                .hasMessageContaining("cannot write the broker's folder " + file);
    }

    @Test
    void aFolderWithACommaIsRefusedSinceKafkaWouldReadItAsTwo(@TempDir Path directory) {
        assertThatThrownBy(() -> EmbeddedBroker.start(BrokerConfig.in(directory.resolve("a,b/kafka"))))
                .isInstanceOf(BrokerException.class)
                .hasMessageContaining("comma");
    }

    @Test
    void damagedIdentityIsReportedAndTheFolderLetGo(@TempDir Path directory) throws IOException {
        Path damaged = Files.createDirectories(directory.resolve("kafka"));
        Path properties = Files.writeString(damaged.resolve("meta.properties"), "version=1\nnode.id=seven\n");

        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(() -> EmbeddedBroker.start(BrokerConfig.in(damaged)))
                    .isInstanceOfSatisfying(
                            BrokerException.class, e -> assertThat(e.fix()).isPresent())
                    .hasMessageContaining(damaged.toString())
                    .hasMessageContaining("did not start");
        }
        Files.delete(properties);
        Files.createDirectories(damaged.resolve("__cluster_metadata-0"));
        assertThatThrownBy(() -> EmbeddedBroker.start(BrokerConfig.in(damaged)))
                .hasMessageContaining("has data but no meta.properties");
    }

    @Test
    void aFolderWithoutABrokerHasNoneRunning(@TempDir Path directory) {
        assertThat(EmbeddedBroker.running(directory.resolve("nowhere/kafka"))).isEqualTo(Optional.empty());
    }
}
