package dev.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.cli.CommandLineRun.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code prune}, {@code schedule} and {@code jobs} as their users meet them. The project's two days are those of its records, long ago. */
@Timeout(120)
class JobsTest {
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
        settings("retention: {after: 1s, quarantine: 1s}\n");
    }

    private void settings(String text) throws IOException {
        Files.writeString(project.resolve("tributary.yaml"), text);
    }

    private Ended run(String... arguments) {
        return FilledProject.run(project, arguments);
    }

    private JsonNode json(String... arguments) throws IOException {
        return JSON.readTree(run(arguments).out());
    }

    @Test
    void aProjectWhoseDaysAreAllArchivedIsNotEmpty() throws IOException {
        settings("retention: {after: 1s, archive: parquet}\n");
        assertThat(run("prune", "--yes", "--max-share", "1").exit()).isZero();

        Ended status = run("status", "-o", "json");

        JsonNode spending = JSON.readTree(status.out()).get(2);
        assertThat(spending.get("topic").textValue()).isEqualTo(FilledProject.SPENDING);
        assertThat(spending.get("lake").intValue()).isZero();
        assertThat(spending.get("warehouse").intValue()).isEqualTo(FilledProject.USERS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jobs list", "jobs history", "backup", "status", "sql --as analyst", "prune"})
    void whatAKilledLoadHasLeftIsInNobodysWay(String command) throws IOException, SQLException {
        assertThat(run("users", "add", "analyst", "--role", "analyst").exit()).isZero();
        assertThat(run("permissions", "grant", "analyst", FilledProject.USD, "--read")
                        .exit())
                .isZero();
        leaveJournal(project.resolve("data_warehouse.db"));

        Ended ended = switch (command) {
            case "backup" -> run("backup", folder.resolve("backup").toString());
            case "sql --as analyst" -> run("sql", "--as", "analyst", "SELECT count(*) FROM " + FilledProject.USD);
            default -> run(command.split(" "));
        };

        assertThat(ended.exit()).as(ended.err()).isZero();
    }

    /** As a process leaves it that is killed within a load which goes without the write-ahead log. */
    private void leaveJournal(Path database) throws IOException, SQLException {
        Path killed = Files.createDirectory(folder.resolve("killed"));
        try (Connection writer = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = writer.createStatement()) {
            statement.execute("PRAGMA journal_mode = TRUNCATE");
            statement.execute("PRAGMA cache_size = 1");
            statement.execute("BEGIN IMMEDIATE");
            statement.execute(
                    "CREATE TABLE half AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50)"
                            + " SELECT zeroblob(100000) FROM n");
            for (String ending : List.of("", "-journal")) {
                Files.copy(Path.of(database + ending), killed.resolve("db" + ending));
            }
            statement.execute("ROLLBACK");
        }
        for (String ending : List.of("", "-journal")) {
            Files.move(killed.resolve("db" + ending), Path.of(database + ending), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Test
    void withoutYesNothingIsDeleted() throws IOException {
        Ended ended = run("prune");

        assertThat(ended.exit()).isZero();
        assertThat(ended.out()).contains("TRANSACTIONS_USD", "loaded", "delete", "open in quarantine", "keep");
        assertThat(ended.err()).contains("would delete 4 files of 6", "nothing deleted; add --yes");
        assertThat(FilledProject.dayFile(project, FilledProject.USD, FilledProject.FIRST_DAY))
                .exists();
        assertThat(json("prune", "-o", "json"))
                .hasSize(6)
                .anySatisfy(row -> assertThat(row.get("state").asText()).isEqualTo("1 open in quarantine"));
    }

    @Test
    void theBrakeIsOneClearLineAndCanBeReleased() {
        Ended braked = run("prune", "--yes");
        assertThat(braked.exit()).isEqualTo(Exit.FAILED);
        assertThat(braked.err()).contains("more than 50 % are not deleted at once", "fix: ", "--max-share 1");

        Ended ended = run("prune", "--yes", "--max-share", "1");
        assertThat(ended.exit()).isZero();
        assertThat(ended.err()).contains("deleted 4 files with 40 records");
        assertThat(FilledProject.dayFile(project, FilledProject.USD, FilledProject.FIRST_DAY))
                .doesNotExist();
        assertThat(FilledProject.deadLetterFile(project)).exists();
        assertThat(run("prune", "--yes", "--max-share", "1").err()).contains("deleted 0 files");
    }

    @Test
    void archivedDaysAreListedCheckedAndBroughtBack() throws IOException {
        settings("retention: {after: 1s, archive: parquet, max-share: 1}\n");
        assertThat(run("prune").err()).contains("would archive 4 files of 6");
        Ended job = run("jobs", "run", "prune");
        assertThat(job.err()).contains("prune: archived 4 files with 40 records");
        assertThat(run("jobs", "history", "prune").out()).contains("files 4, archived 4, records 40");
        assertThat(json("archive", "list", "-o", "json")).hasSize(4);
        assertThat(run("archive", "verify").err()).contains("40 records in 4 archives", "all whole");
        assertThat(run("status").out()).contains("archive     40 records in 4 archives");
        String day = FilledProject.FIRST_DAY.toString().substring(0, 10);

        assertThat(run("archive", "restore", "TRANSACTION_USD", day)).isEqualTo(new Ended(1, "", """
                error: nothing of TRANSACTION_USD is archived
                  fix:  did you mean TRANSACTIONS_USD?
                """));
        assertThat(run("archive", "restore", "TRANSACTIONS_USD", day).err()).contains("nothing is done; add --yes");
        assertThat(run("archive", "restore", "TRANSACTIONS_USD", day, "--for", "-1d")
                        .exit())
                .isEqualTo(Exit.USAGE);
        Ended restored = run("archive", "restore", "transactions_usd", day, "--yes");
        assertThat(restored.exit()).isZero();
        assertThat(restored.err()).contains("brought back 1 file with");
        assertThat(FilledProject.dayFile(project, FilledProject.USD, FilledProject.FIRST_DAY))
                .exists();
        assertThat(run("prune").out()).contains("restored until");
        assertThat(run("load").err()).contains("nothing new to load");
        assertThat(run("audit", "list", "--action", "archive").out()).contains("restored=TRANSACTIONS_USD/" + day);

        JsonNode archived = json("archive", "list", "-o", "json").get(0);
        Files.delete(project.resolve("pipeline").resolve(archived.get("archive").asText()));
        assertThat(run("archive", "verify").exit()).isEqualTo(Exit.CHECK_FAILED);
        assertThat(run("doctor").out()).contains("1 archive is gone or not as long as written");
    }

    @Test
    void aLoadIntoANewWarehouseSaysWhatItCannotHave() throws IOException {
        assertThat(run("prune", "--yes", "--max-share", "1").exit()).isZero();
        assertThat(run("load").err()).doesNotContain("not in this warehouse");
        Files.delete(project.resolve("data_warehouse.db"));

        assertThat(run("load").err()).contains("not in this warehouse: 40 records that were pruned from the lake");
        Ended rebuilt = run("rebuild", "--warehouse");
        assertThat(rebuilt.exit()).isEqualTo(Exit.FAILED);
        assertThat(rebuilt.err()).contains("40 records that were pruned from the lake");
    }

    @Test
    void whatIsNoLongerOpenInQuarantineExpiresToo() {
        assertThat(run("quarantine", "discard", "--until", "2026-12-01", "--because", "a test", "--yes")
                        .exit())
                .isZero();

        assertThat(run("prune", "--yes", "--max-share", "1").err()).contains("deleted 6 files with 42 records");
        assertThat(FilledProject.deadLetterFile(project)).doesNotExist();
    }

    @Test
    void whereNothingMayBeDeletedItIsReported() throws IOException {
        settings("retention: {after: 1s, delete: false}\n");

        assertThat(run("prune", "--yes", "--max-share", "1").err())
                .contains("nothing deleted: retention.delete is false");
        assertThat(run("jobs", "run", "prune").err()).contains("would delete 4 files");
        assertThat(FilledProject.dayFile(project, FilledProject.USD, FilledProject.FIRST_DAY))
                .exists();
    }

    @Test
    void badSettingsAreOneClearLineEach() throws IOException {
        settings("""
                retention: {after: 0s}
                feeds: [{topic: A, retention: -1d}]
                schedule:
                  time-zone: Europe/Pariss
                  prune: {at: "0 0 30 2 *", missed: twice}
                """);

        Ended ended = run("prune", "--yes");

        assertThat(ended.exit()).isEqualTo(Exit.CONFIGURATION);
        assertThat(ended.err())
                .contains(
                        "1:20: retention.after: must be a duration such as 36h or 7d, longer than zero, or never, not '0s'")
                .contains("2:31: feeds[0].retention: must be a duration", "not '-1d'")
                .contains("4:14: schedule.time-zone: must be the name of a time zone", "did you mean Europe/Paris?")
                .contains("5:15: schedule.prune.at: must be a period", "not '0 0 30 2 *'")
                .contains("5:37: schedule.prune.missed: must be once, skip or all, not 'twice'");
        settings("retention: {max-share: 0}\n");
        assertThat(run("prune").err()).contains("retention.max-share: must be above 0 and at most 1, not 0.0");
    }

    @Test
    void aJobThatFailedShowsInStatusUntilItSucceeds() throws IOException {
        Ended failed = run("jobs", "run", "prune");
        assertThat(failed.exit()).isEqualTo(Exit.FAILED);
        assertThat(failed.err()).contains("job prune failed:", "more than 50 %");

        Ended status = run("status");
        assertThat(status.exit()).isEqualTo(Exit.CHECK_FAILED);
        assertThat(status.out()).contains("job prune   failed");
        JsonNode last = json("jobs", "history", "-o", "json").get(0);
        assertThat(last.get("job").asText()).isEqualTo("prune");
        assertThat(last.get("outcome").asText()).isEqualTo("failed");

        settings("retention: {after: 1s, max-share: 1}\n");
        Ended done = run("jobs", "run", "prune");
        assertThat(done.exit()).isZero();
        assertThat(done.err()).contains("prune: deleted 4 files with 40 records");
        assertThat(run("status").exit()).isZero();
        assertThat(run("jobs", "history", "prune").out()).contains("files 4, records 40");
        assertThat(run("jobs", "list").out()).contains("load", "prune", "10m", "done");
        assertThat(run("rebuild", "--warehouse").exit()).isZero();
        assertThat(json("jobs", "history", "-o", "json"))
                .as("the history goes with the warehouse")
                .hasSize(2);
    }

    @Test
    void aJobThatDoesNotExistIsNamed() {
        Ended ended = run("jobs", "run", "prume");
        assertThat(ended.exit()).isEqualTo(Exit.USAGE);
        assertThat(ended.err()).contains("there is no job 'prume'", "did you mean prune?");
    }

    @Test
    void theBackupJobSaysWhetherTheNewestCouldBeRestored() throws IOException {
        Path backups = Files.createDirectory(folder.resolve("backups"));
        settings("backup: {folder: " + backups + ", max-age: 2d}\n");
        assertThat(run("jobs", "run", "backup").err()).contains("there is no finished backup in");

        assertThat(run("backup", backups.resolve("one").toString()).exit()).isZero();
        assertThat(run("jobs", "run", "backup").err()).contains("is whole");

        Path copied = backups.resolve("one/pipeline/TRANSACTIONS_USD/2026-11-20/TRANSACTIONS_USD_2026-11-20.jsonl");
        FileTime time = Files.getLastModifiedTime(copied);
        Files.writeString(copied, Files.readString(copied).replace("1.5", "1.6"));
        Files.setLastModifiedTime(copied, time);
        Ended damaged = run("jobs", "run", "backup");
        assertThat(damaged.exit()).isEqualTo(Exit.FAILED);
        assertThat(damaged.err()).contains("is damaged: pipeline/TRANSACTIONS_USD/2026-11-20");
    }

    @Test
    void theScheduleRunsWhatIsDueAndEndsWhenAsked() throws Exception {
        settings("schedule: {load: {at: 1s}, prune: {at: never}}\n");
        Stop stop = new Stop(Thread.currentThread());
        CompletableFuture<Ended> schedule = CompletableFuture.supplyAsync(
                () -> new CommandLineRun(project).run(stop, "schedule", "--dir", project.toString()));
        await().atMost(Duration.ofSeconds(60))
                .until(() -> run("jobs", "history").out().contains("nothing new to load"));

        stop.request();

        assertThat(schedule.get().exit()).isIn(Exit.DONE, Exit.INTERRUPTED, 143);
        assertThat(schedule.get().err()).contains("scheduled: load, permissions, report;", "stopped");
        assertThat(run("jobs", "history").out()).doesNotContain("running");
    }
}
