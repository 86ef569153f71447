package dev.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.broker.BrokerConfig;
import dev.tributary.broker.EmbeddedBroker;
import dev.tributary.broker.Topics;
import dev.tributary.cli.CommandLineRun.Ended;
import dev.tributary.quarantine.History;
import dev.tributary.testing.FreePort;
import dev.tributary.testing.IndependentComparison;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code tributary backup} and {@code restore}: the drill under load, and backups that are not whole. */
@Timeout(120)
class BackupTest {
    private static final String USD = "TRANSACTIONS_USD";
    private static final String SPENDING = "USER_SPENDING_BY_TYPE";

    @TempDir
    static Path filledFolder;

    private static FilledProject filled;

    @TempDir
    Path folder;

    private Path project;
    private Path backup;

    @BeforeAll
    static void fill() throws Exception {
        filled = FilledProject.make(filledFolder);
    }

    @BeforeEach
    void copy() throws IOException {
        project = filled.copyTo(folder.resolve("project"));
        backup = folder.resolve("backup");
    }

    @Test
    void whileEverythingRunsABackupIsTakenThatGoesOnElsewhere() throws Exception {
        try (EmbeddedBroker broker =
                EmbeddedBroker.start(new BrokerConfig(folder.resolve("broker/kafka"), FreePort.find(), 2))) {
            try (Topics topics = new Topics(broker.clientSettings())) {
                topics.create(List.of(USD, SPENDING), 2);
            }
            Path running = Files.createDirectory(folder.resolve("running"));
            Path other = folder.resolve("other");
            String server = broker.bootstrapServers();
            AtomicBoolean enough = new AtomicBoolean();
            CompletableFuture<Void> producing = CompletableFuture.runAsync(() -> produceUntil(broker, enough));
            Running up = Running.start(running, "up", "--only", "ingest,load", "-b", server);
            try {
                await().atMost(Duration.ofSeconds(60)).until(() -> loadedRows(running) > 200);

                Ended taken = FilledProject.run(running, "backup", backup.toString());
                assertThat(taken.exit()).as(taken.err()).isZero();

                long then = loadedRows(running);
                await().atMost(Duration.ofSeconds(60)).until(() -> loadedRows(running) > then);
            } finally {
                enough.set(true);
                producing.get();
                up.end();
            }

            Ended restored = FilledProject.run(other, "restore", backup.toString());
            assertThat(restored.exit()).as(restored.err()).isZero();
            long before = loadedRows(other);
            assertThat(FilledProject.run(other, "ingest", "--once", "-b", server)
                            .exit())
                    .isZero();
            assertThat(FilledProject.run(other, "load").exit()).isZero();

            IndependentComparison kafka = IndependentComparison.readKafka(server, List.of(USD, SPENDING));
            kafka.assertLake(other.resolve("pipeline"));
            kafka.assertAppended(other.resolve("data_warehouse.db"), USD);
            kafka.assertLatest(other.resolve("data_warehouse.db"), SPENDING);
            assertThat(loadedRows(other)).as("some of it came after the backup").isGreaterThan(before);
            assertThat(FilledProject.run(other, "verify", "-b", server).exit()).isZero();
        }
    }

    private static long loadedRows(Path project) {
        Ended ended = FilledProject.run(project, "sql", "SELECT count(*) AS n FROM " + USD, "-o", "csv");
        return ended.exit() == 0
                ? Long.parseLong(ended.out().lines().skip(1).findFirst().orElseThrow())
                : 0;
    }

    private static void produceUntil(EmbeddedBroker broker, AtomicBoolean enough) {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                broker.clientSettings().toProperties(), new StringSerializer(), new StringSerializer())) {
            long start = Instant.parse("2026-11-20T00:00:00Z").toEpochMilli();
            for (int n = 0; !enough.get(); n++) {
                String usd = n % 9 == 8 ? "no JSON " + n : "{\"TRANSACTION_ID\":\"TXN-" + n + "\"}";
                long time = start + n % 3 * 86_400_000L;
                producer.send(new ProducerRecord<>(USD, n % 2, time, "k" + n, usd))
                        .get();
                producer.send(new ProducerRecord<>(SPENDING, n % 7 % 2, time, "u" + n % 7, "{\"N\":" + n + "}"))
                        .get();
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A command that runs until it is told to stop. */
    private record Running(CompletableFuture<Stop> handle, CompletableFuture<Ended> ended) {
        static Running start(Path project, String... arguments) {
            CompletableFuture<Stop> stop = new CompletableFuture<>();
            CompletableFuture<Ended> ended = CompletableFuture.supplyAsync(() -> {
                stop.complete(new Stop(Thread.currentThread()));
                return new CommandLineRun(project).run(stop.join(), arguments);
            });
            return new Running(stop, ended);
        }

        void end() throws ExecutionException, InterruptedException {
            handle.get().request();
            ended.get();
        }
    }

    @Test
    void whatIsRestoredIsTheSame() throws Exception {
        Path history = project.resolve(".tributary/quarantine.db");
        Files.createDirectories(history.getParent());
        History.open(history).close();
        assertThat(FilledProject.run(project, "backup", backup.toString()).exit())
                .isZero();

        Path other = folder.resolve("other");
        Ended ended = FilledProject.run(other, "restore", backup.toString());

        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(DatabaseContents.of(other.resolve("data_warehouse.db")))
                .isEqualTo(DatabaseContents.of(project.resolve("data_warehouse.db")));
        assertThat(DatabaseContents.of(other.resolve(".tributary/quarantine.db")))
                .isEqualTo(DatabaseContents.of(history));
        for (String file : List.of(
                "pipeline/TRANSACTIONS_USD/2026-11-20/TRANSACTIONS_USD_2026-11-20.jsonl",
                "pipeline/_dead_letters/TRANSACTIONS_USD/2026-11-20/TRANSACTIONS_USD_2026-11-20.jsonl")) {
            assertThat(other.resolve(file)).hasSameBinaryContentAs(project.resolve(file));
            assertThat(Files.getPosixFilePermissions(other.resolve(file)))
                    .isEqualTo(Files.getPosixFilePermissions(project.resolve(file)));
        }
        assertThat(FilledProject.run(other, "doctor").exit()).isZero();
        assertThat(FilledProject.run(other, "load").err()).contains("nothing new to load");
        assertThat(other.resolve(".tributary/restore")).doesNotExist();
    }

    @Test
    void anUnfinishedBackupIsRefused() throws IOException {
        assertThat(FilledProject.run(project, "backup", backup.toString()).exit())
                .isZero();
        Files.delete(backup.resolve("MANIFEST"));

        assertRefused("no finished backup");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MANIFEST",
                "data_warehouse.db",
                "pipeline/.tributary/ledger.db",
                "pipeline/TRANSACTIONS_USD/2026-11-20/TRANSACTIONS_USD_2026-11-20.jsonl"
            })
    void aByteThatChangedIsNoticed(String file) throws IOException {
        assertThat(FilledProject.run(project, "backup", backup.toString()).exit())
                .isZero();
        byte[] bytes = Files.readAllBytes(backup.resolve(file));
        bytes[bytes.length / 2] ^= 1;
        Files.write(backup.resolve(file), bytes);

        assertRefused("is damaged");
    }

    private void assertRefused(String why) {
        Path other = folder.resolve("other");
        Ended ended = FilledProject.run(other, "restore", backup.toString());
        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.err()).contains(why, "fix:").doesNotContain("unexpected");
        assertThat(other.resolve("pipeline")).doesNotExist();
        assertThat(other.resolve("data_warehouse.db")).doesNotExist();
    }

    @Test
    void nothingIsOverwritten() throws IOException {
        assertThat(FilledProject.run(project, "backup", backup.toString()).exit())
                .isZero();

        Ended again = FilledProject.run(project, "backup", backup.toString());
        assertThat(again.exit()).isEqualTo(1);
        assertThat(again.err()).contains("is not empty");
        Ended onto = FilledProject.run(project, "restore", backup.toString());
        assertThat(onto.exit()).isEqualTo(1);
        assertThat(onto.err()).contains("there is already");
    }

    @Test
    void aDamagedLakeIsNotBackedUp() throws IOException {
        Path file = FilledProject.dayFile(project, USD, FilledProject.FIRST_DAY);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);

        Ended ended = FilledProject.run(project, "backup", backup.toString());

        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.err()).contains("its checksum is not the ledger's", "tributary rebuild --file " + USD);
        assertRefused("no finished backup");
    }
}
