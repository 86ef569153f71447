package dev.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.cli.CommandLineRun.Ended;
import dev.tributary.lake.Erasure;
import dev.tributary.lake.ErasureFile;
import dev.tributary.testing.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class StatusTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path filledFolder;

    private static FilledProject filled;

    @TempDir
    Path folder;

    private Path project;

    @BeforeAll
    static void fill() throws Exception {
        filled = FilledProject.make(filledFolder);
    }

    @BeforeEach
    void copy() throws IOException {
        project = filled.copyTo(folder.resolve("project"));
    }

    @Test
    void anEmptyFolderHasNothingYetAndStaysEmpty() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));

        Ended ended = FilledProject.run(empty, "status");

        assertThat(ended.exit()).isZero();
        assertThat(ended.err()).contains("nothing here yet", "Next: tributary demo");
        assertThat(ended.out()).contains("embedded, not running", "0 records", "nothing loaded yet");
        assertThat(empty).isEmptyDirectory();
    }

    @Test
    void everyFieldIsRight() throws IOException {
        JsonNode usd = feed(FilledProject.run(project, "status", "-o", "json"), FilledProject.USD);

        assertThat(usd.get("mode").textValue()).isEqualTo("append");
        assertThat(usd.get("lag").isNull()).isTrue();
        assertThat(usd.get("lake").intValue()).isEqualTo(FilledProject.TRANSACTIONS);
        assertThat(usd.get("days").intValue()).isEqualTo(2);
        assertThat(usd.get("bytes").longValue())
                .isEqualTo(Files.size(dayFile(FilledProject.FIRST_DAY))
                        + Files.size(dayFile(FilledProject.SECOND_DAY))
                        + Files.size(FilledProject.deadLetterFile(project)));
        assertThat(usd.get("quarantined").intValue()).isEqualTo(1);
        assertThat(usd.get("warehouse").intValue()).isEqualTo(FilledProject.TRANSACTIONS);
        assertThat(usd.get("waiting").intValue()).isZero();
        assertThat(usd.get("newest").textValue()).isEqualTo("2026-11-21T00:00:00Z");
    }

    private Path dayFile(Instant day) {
        return FilledProject.dayFile(project, FilledProject.USD, day);
    }

    @Test
    void aLatestFeedHasARowPerKeyAndAnIgnoredOneNone() throws IOException {
        Ended ended = FilledProject.run(project, "status", "-o", "json");

        JsonNode spending = feed(ended, FilledProject.SPENDING);
        assertThat(spending.get("mode").textValue()).isEqualTo("latest");
        assertThat(spending.get("lake").intValue()).isEqualTo(FilledProject.TRANSACTIONS);
        assertThat(spending.get("warehouse").intValue()).isEqualTo(FilledProject.USERS);
        assertThat(spending.get("waiting").intValue()).isZero();
        JsonNode quarantine = feed(ended, FilledProject.QUARANTINE);
        assertThat(quarantine.get("mode").textValue()).isEqualTo("ignore");
        assertThat(quarantine.get("lake").intValue()).isEqualTo(1);
        assertThat(quarantine.get("warehouse").isNull()).isTrue();
        assertThat(quarantine.get("waiting").intValue()).isZero();
    }

    @Test
    void aRunningBrokerIsAskedForTheLag() throws IOException {
        assertThat(filled.statusBehind().exit()).isZero();
        assertThat(feed(filled.statusBehind(), FilledProject.USD).get("lag").intValue())
                .isEqualTo(1);
        assertThat(feed(filled.statusBehind(), FilledProject.SPENDING)
                        .get("lag")
                        .intValue())
                .isZero();
    }

    @Test
    void withoutAWarehouseEverythingWaits() throws IOException {
        Files.delete(project.resolve("data_warehouse.db"));

        Ended ended = FilledProject.run(project, "status", "-o", "json");

        JsonNode usd = feed(ended, FilledProject.USD);
        assertThat(usd.get("warehouse").isNull()).isTrue();
        assertThat(usd.get("waiting").intValue()).isEqualTo(FilledProject.TRANSACTIONS);
        assertThat(project.resolve("data_warehouse.db")).doesNotExist();
    }

    @Test
    void anErasureThatWasBrokenOffIsShownUntilItIsCarriedOut() {
        Erasure erasure =
                new Erasure("erasure-1", Instant.EPOCH, 0, Set.of("0".repeat(64)), 1, "AAAA-9999", "0".repeat(32));
        ErasureFile.add(project.resolve(".tributary/erasures.jsonl"), List.of(erasure));

        Ended status = FilledProject.run(project, "status");
        assertThat(status.exit()).isEqualTo(6);
        assertThat(status.out()).contains("1 erasure is not carried out: tributary privacy forget --resume");
        assertThat(status.err()).contains("Next: tributary privacy forget --resume");
        Ended doctor = FilledProject.run(project, "doctor");
        assertThat(doctor.exit()).isEqualTo(6);
        assertThat(doctor.out()).contains("FAIL  erasures", "1 person is to be forgotten", "forget --resume");

        Ended resumed = new CommandLineRun(project)
                .with("TRIBUTARY_PSEUDONYM_KEY", "1 " + "a1".repeat(32))
                .run("privacy", "forget", "--resume", "--dir", project.toString());
        assertThat(resumed.exit()).as(resumed.err()).isZero();

        assertThat(FilledProject.run(project, "status").exit()).isZero();
        assertThat(FilledProject.run(project, "doctor").exit()).isZero();
    }

    @Test
    void aDamagedLedgerIsNamed() throws IOException {
        Files.writeString(project.resolve("pipeline/.tributary/ledger.db"), "no database ".repeat(500));

        assertFailsNaming(FilledProject.run(project, "status"), 1, "ledger.db");
        assertFailsNaming(FilledProject.run(project, "load"), 1, "ledger.db");
    }

    @Test
    void aDamagedWarehouseIsNamedWithWhatMendsIt() throws IOException {
        Files.writeString(project.resolve("data_warehouse.db"), "no database ".repeat(500));

        Ended ended = FilledProject.run(project, "status");

        assertFailsNaming(ended, 1, "data_warehouse.db");
        assertThat(ended.err()).contains("fix:  tributary rebuild --warehouse");
        Files.delete(project.resolve("data_warehouse.db"));
        assertThat(FilledProject.run(project, "load").exit()).isZero();
        assertThat(feed(FilledProject.run(project, "status", "-o", "json"), FilledProject.USD)
                        .get("warehouse")
                        .intValue())
                .isEqualTo(FilledProject.TRANSACTIONS);
    }

    /** Both wait as long as a broker may take to start, so they wait side by side. */
    @Test
    void aBrokerThatDoesNotAnswerIsNamedWithItsSetting() throws Exception {
        String nobody = "127.0.0.1:" + FreePort.find();
        Path other = filled.copyTo(folder.resolve("other"));
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String mute = "127.0.0.1:" + silent.getLocalPort();
            CompletableFuture<Void> status = CompletableFuture.runAsync(() -> assertUnreachable(mute, other, "status"));
            assertUnreachable(nobody, project, "verify");
            status.get();
        }
    }

    private static void assertUnreachable(String address, Path project, String command) {
        Instant before = Instant.now();

        Ended ended = FilledProject.run(project, command, "-b", address);

        assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(15));
        assertFailsNaming(ended, 5, address);
        assertThat(ended.err()).contains("bootstrap-server").contains("fix:");
    }

    private static void assertFailsNaming(Ended ended, int exit, String what) {
        assertThat(ended.exit()).as(ended.err()).isEqualTo(exit);
        assertThat(ended.err().lines().filter(line -> line.startsWith("error:")))
                .singleElement()
                .asString()
                .contains(what);
        assertThat(ended.err()).doesNotContain("Exception", "\tat ", "unexpected:");
    }

    private static JsonNode feed(Ended status, String topic) throws IOException {
        for (JsonNode feed : JSON.readTree(status.out())) {
            if (feed.get("topic").textValue().equals(topic)) {
                return feed;
            }
        }
        throw new AssertionError(topic + " is not in " + status);
    }
}
