package dev.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.cli.CommandLineRun.Ended;
import dev.tributary.testing.FreePort;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class DoctorTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ALL_WELL = 0;
    private static final int CHECK_FAILED = 6;

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
    void anEmptyFolderIsWellAndStaysEmpty() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));

        Ended ended = FilledProject.run(empty, "doctor");

        assertThat(ended.exit()).as(ended.out()).isEqualTo(ALL_WELL);
        assertThat(ended.out()).contains("none yet; tributary load makes it", "embedded, not running");
        assertThat(empty).isEmptyDirectory();
    }

    @Test
    void aFolderThatIsNotThereYetIsWell() {
        Ended ended = FilledProject.run(folder.resolve("not/yet"), "doctor");

        assertThat(ended.exit()).as(ended.out()).isEqualTo(ALL_WELL);
        assertThat(ended.out()).contains("(not made yet)");
    }

    @Test
    void aProjectInUseIsWell() throws IOException {
        assertThat(FilledProject.run(project, "doctor").exit()).isEqualTo(ALL_WELL);
        assertThat(check("lake", ALL_WELL).get("outcome").textValue()).isEqualTo("ok");
        assertThat(check("lake", ALL_WELL).get("detail").textValue())
                .isEqualTo("6 files, " + (2 * FilledProject.TRANSACTIONS + 2) + " records");
        assertThat(check("warehouse", ALL_WELL).get("detail").textValue()).startsWith("2 tables, integrity checked");
        assertThat(check("lake lock", ALL_WELL).get("detail").textValue()).isEqualTo("free");
    }

    @Test
    void aDamagedLedgerFails() throws IOException {
        Files.writeString(project.resolve("pipeline/.tributary/ledger.db"), "no database ".repeat(500));

        JsonNode lake = check("lake", CHECK_FAILED);

        assertFailed(lake, "ledger.db");
        assertThat(check("warehouse", CHECK_FAILED).get("outcome").textValue())
                .as("the rest is looked at all the same")
                .isEqualTo("ok");
    }

    @Test
    void aWarehouseThatIsNoDatabaseFails() throws IOException {
        Files.writeString(project.resolve("data_warehouse.db"), "no database ".repeat(500));

        assertFailed(check("warehouse", CHECK_FAILED), "data_warehouse.db");
    }

    @Test
    void aWarehouseWithADamagedPageFails() throws IOException {
        try (RandomAccessFile database =
                new RandomAccessFile(project.resolve("data_warehouse.db").toFile(), "rw")) {
            for (long page = 4096; page < database.length(); page += 8192) {
                database.seek(page);
                database.write(new byte[256]);
            }
        }

        assertFailed(check("warehouse", CHECK_FAILED), "data_warehouse.db");
    }

    @Test
    void aLakeFileThatWasCutFails() throws IOException {
        Path file = FilledProject.dayFile(project, FilledProject.USD, FilledProject.FIRST_DAY);
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));

        assertFailed(
                check("lake", CHECK_FAILED),
                "1 file is shorter",
                file.getFileName().toString());
    }

    @Test
    void aLakeFileThatIsGoneFails() throws IOException {
        Path file = FilledProject.dayFile(project, FilledProject.SPENDING, FilledProject.SECOND_DAY);
        Files.delete(file);

        assertFailed(check("lake", CHECK_FAILED), file.getFileName().toString());
    }

    @Test
    void quarantinesThatOthersMayReadFail() throws IOException {
        for (Path file : List.of(
                FilledProject.dayFile(project, FilledProject.QUARANTINE, FilledProject.FIRST_DAY),
                FilledProject.deadLetterFile(project))) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

            JsonNode check = check("quarantine files", CHECK_FAILED);

            assertFailed(check, file.getFileName().toString());
            assertThat(check.get("fix").textValue()).contains("chmod 600 " + file);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
        assertThat(check("quarantine files", ALL_WELL).get("outcome").textValue())
                .isEqualTo("ok");
    }

    @Test
    void aPseudonymKeyThatOthersMayReadFails() throws IOException {
        Path key = project.resolve(".tributary/pseudonym.key");
        Files.createDirectories(key.getParent());
        Files.writeString(key, "0".repeat(64) + "\n");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));

        JsonNode check = check("pseudonym key", CHECK_FAILED);

        assertFailed(check, "pseudonym.key");
        assertThat(check.get("fix").textValue()).contains("chmod 600");
        assertThat(check.toString()).doesNotContain("0000000000");
    }

    @Test
    void rejectedLinesAreToBeLookedAt() throws IOException {
        Path foreign = project.resolve("pipeline/transactions_usd/2026-11-19/other.jsonl");
        Files.createDirectories(foreign.getParent());
        Files.writeString(foreign, "{\"AMOUNT_USD\":1}\nnot JSON\n");
        assertThat(FilledProject.run(project, "load").exit()).isZero();

        JsonNode check = check("warehouse", ALL_WELL);

        assertThat(check.get("outcome").textValue()).isEqualTo("warning");
        assertThat(check.get("detail").textValue()).contains("1 line rejected");
        assertThat(check.get("fix").textValue()).contains("_rejects");
    }

    @Test
    void aBrokerThatNobodyRunsFailsAndTheRestIsLookedAt() {
        String nobody = "127.0.0.1:" + FreePort.find();

        Ended ended = FilledProject.run(project, "doctor", "-b", nobody);

        assertThat(ended.exit()).isEqualTo(CHECK_FAILED);
        assertThat(ended.out().lines())
                .anyMatch(line -> line.startsWith("FAIL  Kafka") && line.contains(nobody) && line.contains("bootstrap"))
                .anyMatch(line -> line.startsWith("  ok  warehouse"));
    }

    private static void assertFailed(JsonNode check, String... named) {
        assertThat(check.get("outcome").textValue()).as("%s", check).isEqualTo("failed");
        assertThat(check.get("detail").textValue()).contains(named);
        assertThat(check.get("fix").textValue()).isNotBlank();
    }

    /** One check of a run that ends with this code. */
    private JsonNode check(String name, int exit) throws IOException {
        Ended ended = FilledProject.run(project, "doctor", "-o", "json");
        assertThat(ended.exit()).as(ended.out() + ended.err()).isEqualTo(exit);
        for (JsonNode check : JSON.readTree(ended.out())) {
            if (check.get("check").textValue().equals(name)) {
                return check;
            }
        }
        throw new AssertionError(name + " is not in " + ended.out());
    }
}
