package dev.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.broker.BrokerConfig;
import dev.tributary.broker.EmbeddedBroker;
import dev.tributary.cli.CommandLineRun.Ended;
import dev.tributary.lake.Kind;
import dev.tributary.lake.LakeFile;
import dev.tributary.lake.LakeLayout;
import dev.tributary.lake.LakeReader;
import dev.tributary.testing.ChildProcess;
import dev.tributary.testing.FreePort;
import dev.tributary.testing.IndependentComparison;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole pipeline in a process of its own, ended politely and rudely. */
@Timeout(180)
class UpTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int EXIT_OF_SIGTERM = 143;
    private static final String ALL_STAGES = "generate,streams,ingest,load";

    @TempDir
    Path project;

    @BeforeEach
    void configure() throws IOException {
        Files.writeString(project.resolve("tributary.yaml"), """
                broker: { port: %d }
                generator: { rate: 400, users: 50 }
                """.formatted(FreePort.find()));
    }

    @Test
    void sigtermStopsItWithinTenSecondsAndLeavesAllInOrder() throws Exception {
        try (ChildProcess up = up(ALL_STAGES)) {
            awaitRecordsInLake(2_000);

            assertRefusedNaming(up.pid(), run("up", "--only", "ingest"));
            assertRefusedNaming(up.pid(), run("ingest", "--once"));
            assertOthersUseTheRunningBroker(up.pid());

            up.terminate();
            assertThat(up.awaitEnd(Duration.ofSeconds(10))).isEqualTo(EXIT_OF_SIGTERM);
            assertThat(up.allLines()).endsWith("stopped").noneMatch(line -> line.startsWith("error"));
        }
        assertThat(project.resolve(".tributary/broker.properties")).doesNotExist();
        assertClean(run("verify"));
        assertThat(run("status").out()).contains("embedded, not running").doesNotContain("written by");
    }

    private static void assertRefusedNaming(long pid, Ended ended) {
        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.err().lines().filter(line -> line.startsWith("error:")))
                .singleElement()
                .asString()
                .contains("process " + pid + " ");
        assertThat(ended.err()).contains("fix:");
    }

    private void assertOthersUseTheRunningBroker(long pid) throws IOException {
        assertThat(run("topics", "list").out()).contains("transaction_log", "TRANSACTIONS_SECURE");
        assertClean(run("verify"));
        assertThat(run("status").out()).contains("embedded, running", "written by process " + pid);
        assertThat(find(JSON.readTree(run("status", "-o", "json").out()), "TRANSACTIONS_SECURE")
                        .get("lag")
                        .isNumber())
                .isTrue();
        assertThat(run("query", "run", "spend-by-type").exit()).isZero();
    }

    @Test
    void killedAgainAndAgainUnderLoadItLosesAndDoublesNothing() throws Exception {
        for (int death = 1; death <= 2; death++) {
            try (ChildProcess up = up(ALL_STAGES)) {
                awaitRecordsInLake(recordsInLake() + 1_500);
                up.kill();
            }
            assertThat(run("status").out())
                    .as("whoever was killed writes no more")
                    .doesNotContain("written by");
        }

        try (ChildProcess up = up("streams,ingest,load")) {
            await().atMost(SOON).until(this::drained);
            up.terminate();
            up.awaitEnd(Duration.ofSeconds(10));
        }

        Ended verify = run("verify");
        assertClean(verify);
        assertThat(verify.err()).doesNotContain("wait for");
        assertEachTransactionIsDerivedOnce();
    }

    private boolean drained() throws IOException {
        if (!run("status").out().contains("up to date")) {
            return false;
        }
        for (JsonNode feed : JSON.readTree(run("status", "-o", "json").out())) {
            if (feed.get("lag").longValue() + feed.get("waiting").longValue() > 0) {
                return false;
            }
        }
        return true;
    }

    private void assertEachTransactionIsDerivedOnce() throws Exception {
        try (EmbeddedBroker broker =
                EmbeddedBroker.start(new BrokerConfig(project.resolve(".tributary/kafka"), FreePort.find(), 2))) {
            List<String> keys = keys(broker, "transaction_log");

            assertThat(keys).hasSizeGreaterThan(500);
            assertThat(keys(broker, "TRANSACTIONS_SECURE")).containsExactlyInAnyOrderElementsOf(keys);
            assertThat(keys(broker, "TRANSACTIONS_USD")).containsExactlyInAnyOrderElementsOf(keys);
        }
    }

    private static List<String> keys(EmbeddedBroker broker, String topic) {
        return IndependentComparison.records(broker.bootstrapServers(), List.of(topic)).stream()
                .map(ConsumerRecord::key)
                .map(String::new)
                .sorted()
                .toList();
    }

    @Test
    void sigtermWhileItStartsStopsItToo() throws Exception {
        try (ChildProcess up = start("streams,ingest,load")) {
            up.awaitLine("ok  Kafka broker");
            up.terminate();
            assertThat(up.awaitEnd(Duration.ofSeconds(10))).isEqualTo(EXIT_OF_SIGTERM);
            assertThat(up.allLines()).noneMatch(line -> line.startsWith("error"));
        }
        assertClean(run("verify"));
    }

    @Test
    void aDamagedLedgerStopsItAndTheBrokerItHadStarted() throws Exception {
        Files.createDirectories(project.resolve("pipeline/.tributary"));
        Files.writeString(project.resolve("pipeline/.tributary/ledger.db"), "this is no database, ".repeat(100));

        Ended ended = run("up", "--only", "ingest,load");

        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.err()).contains("error: ", "ledger.db");
        assertThat(EmbeddedBroker.running(project.resolve(".tributary/kafka"))).isEmpty();
    }

    private ChildProcess start(String stages) {
        return ChildProcess.start(project, Main.class, "up", "--only", stages);
    }

    private ChildProcess up(String stages) throws InterruptedException {
        ChildProcess up = start(stages);
        up.awaitLine("Ctrl-C stops");
        return up;
    }

    private void awaitRecordsInLake(long records) {
        await().atMost(SOON).until(() -> recordsInLake() >= records);
    }

    private long recordsInLake() {
        try (LakeReader lake = LakeReader.open(new LakeLayout(project.resolve("pipeline")))) {
            return lake.committedFiles().stream()
                    .filter(file -> file.kind() == Kind.DATA)
                    .mapToLong(LakeFile::records)
                    .sum();
        }
    }

    private Ended run(String... arguments) {
        String[] all = Stream.concat(Stream.of(arguments), Stream.of("--dir", project.toString()))
                .toArray(String[]::new);
        return new CommandLineRun(project).run(all);
    }

    private static JsonNode find(JsonNode topics, String name) {
        for (JsonNode topic : topics) {
            if (topic.get("topic").textValue().equals(name)) {
                return topic;
            }
        }
        throw new AssertionError(name + " is not in " + topics);
    }

    private static void assertClean(Ended verify) {
        assertThat(verify.exit()).as(verify.out() + verify.err()).isZero();
        assertThat(verify.err()).contains("reconciled:");
    }
}
