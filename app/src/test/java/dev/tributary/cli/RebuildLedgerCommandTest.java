package dev.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.cli.CommandLineRun.Ended;
import dev.tributary.lake.LakeLayout;
import dev.tributary.lake.LakeLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command line says of a ledger that is lost or damaged, and {@code tributary rebuild --ledger}. */
@Timeout(120)
class RebuildLedgerCommandTest {
    @TempDir
    static Path filledFolder;

    private static FilledProject filled;

    @TempDir
    Path folder;

    private Path project;
    private Path ledger;

    @BeforeAll
    static void fill() throws Exception {
        filled = FilledProject.make(filledFolder);
    }

    @BeforeEach
    void copy() throws IOException {
        project = filled.copyTo(folder.resolve("project"));
        ledger = project.resolve("pipeline/.tributary/ledger.db");
    }

    private Ended rebuild() {
        return FilledProject.run(project, "rebuild", "--ledger");
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "load", "ingest --once", "verify"})
    void everyCommandRefusesADamagedLedgerAndNamesTheRemedy(String command) throws IOException {
        Files.writeString(ledger, "no database ".repeat(500));

        assertRefused(FilledProject.run(project, command.split(" ")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "load", "ingest --once", "verify"})
    void everyCommandRefusesALakeThatLostItsLedger(String command) throws IOException {
        Files.delete(ledger);

        assertRefused(FilledProject.run(project, command.split(" ")));
        assertThat(ledger).doesNotExist();
    }

    private static void assertRefused(Ended ended) {
        assertThat(ended.exit()).as(ended.err()).isEqualTo(1);
        assertThat(ended.err().lines().filter(line -> line.startsWith("error:")))
                .singleElement()
                .asString()
                .contains("ledger.db");
        assertThat(ended.err()).contains("fix:  tributary rebuild --ledger").doesNotContain("unexpected");
    }

    @Test
    void aNewerLedgerIsRefusedByAll() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + ledger);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA user_version = 99");
        }

        for (Ended ended : new Ended[] {FilledProject.run(project, "status"), rebuild()}) {
            assertThat(ended.exit()).isEqualTo(1);
            assertThat(ended.err()).contains("has format 99", "use the newer Tributary");
        }
    }

    @Test
    void theOutputSaysWhatWasDoneAndWhatNobodyKnows() throws IOException {
        Path file = FilledProject.dayFile(project, FilledProject.USD, FilledProject.FIRST_DAY);
        Files.writeString(file, "{\"torn\":", StandardOpenOption.APPEND);
        Files.writeString(ledger, "no database ".repeat(500));

        Ended ended = rebuild();

        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(ended.err())
                .contains(
                        "made the ledger anew from 42 lines in 6 files: 3 partitions",
                        "the old one is kept as pipeline/.tributary/ledger.db.old-",
                        "cut: " + FilledProject.USD,
                        "not known from the lines: leader epochs",
                        "gaps that were recorded",
                        "Kafka was not asked",
                        "Next: tributary ingest --once");
        assertThat(FilledProject.run(project, "doctor").exit()).isZero();
        assertThat(FilledProject.run(project, "load").err()).contains("nothing new to load");
        assertThat(FilledProject.run(project, "status").exit()).isZero();
    }

    @Test
    void whileTheLakeIsWrittenItIsRefused() throws IOException {
        byte[] before = Files.readAllBytes(ledger);
        try (LakeLock held = LakeLock.hold(new LakeLayout(project.resolve("pipeline")))) {
            Ended ended = rebuild();

            assertThat(ended.exit()).isEqualTo(1);
            assertThat(ended.err())
                    .contains("process " + ProcessHandle.current().pid());
        }
        assertThat(ledger).hasBinaryContent(before);
    }
}
