package dev.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.cli.CommandLineRun.Ended;
import dev.tributary.pipeline.BackupPoint;
import dev.tributary.pipeline.RestorePoint;
import dev.tributary.quarantine.History;
import dev.tributary.testing.ChildProcess;
import dev.tributary.testing.KillPoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Kills {@code backup} and {@code restore} with SIGKILL at every named point, and runs the same command again: then everything is there once, and
 * before that nothing half done is taken for whole. The warehouse is at a place of its own, which only the settings tell.
 */
@Timeout(120)
class BackupKillTest {
    private static final String DATABASE = "data/shop.db";

    @TempDir
    static Path filledFolder;

    private static Path filled;

    @TempDir
    Path folder;

    private Path backup;
    private Path other;

    @BeforeAll
    static void fill() throws Exception {
        FilledProject made = FilledProject.make(filledFolder.resolve("made"));
        filled = made.copyTo(filledFolder.resolve("filled"));
        Files.writeString(filled.resolve("tributary.yaml"), "warehouse:\n  database: " + DATABASE + "\n");
        Files.createDirectories(filled.resolve("data"));
        Files.move(filled.resolve("data_warehouse.db"), filled.resolve(DATABASE));
        Files.createDirectories(filled.resolve(".tributary"));
        Files.writeString(filled.resolve(".tributary/pseudonym.key"), "the key of this project");
        History.open(filled.resolve(".tributary/quarantine.db")).close();
    }

    @BeforeEach
    void name() {
        backup = folder.resolve("backup");
        other = folder.resolve("other");
    }

    @ParameterizedTest
    @EnumSource(BackupPoint.class)
    void killingABackupLeavesNoneOrAWholeOne(BackupPoint point) throws Exception {
        kill("backup", filled, point.name(), 1);

        Ended again;
        if (point == BackupPoint.FINISHED) {
            again = FilledProject.run(filled, "backup", backup.toString());
            assertThat(again.exit()).isEqualTo(1);
            assertThat(again.err()).contains("is not empty");
        } else {
            assertThat(FilledProject.run(other, "restore", backup.toString()).err())
                    .contains("no finished backup");
            again = FilledProject.run(filled, "backup", backup.toString());
            assertThat(again.exit()).as(again.err()).isZero();
        }
        assertThat(backup.resolve("MANIFEST.part")).doesNotExist();
        Ended restored = FilledProject.run(other, "restore", backup.toString());
        assertThat(restored.exit()).as(restored.err()).isZero();
        assertRestored();
    }

    @Test
    void aFolderInWhichABackupIsBeingTakenIsLeftAlone() throws Exception {
        try (ChildProcess child = start("backup", filled, BackupPoint.COPIED.name(), 1)) {
            child.awaitLine(KillPoint.AT);
            Ended second = FilledProject.run(filled, "backup", backup.toString());
            assertThat(second.exit()).isEqualTo(1);
            assertThat(second.err()).contains("another process takes a backup");
            assertThat(backup.resolve("data_warehouse.db")).exists();
        }
    }

    @Test
    void whatIsNoPartOfABrokenOffBackupIsNeverDeleted() throws Exception {
        kill("backup", filled, BackupPoint.COPIED.name(), 1);
        Files.writeString(backup.resolve("notes.txt"), "mine");

        Ended again = FilledProject.run(filled, "backup", backup.toString());

        assertThat(again.exit()).isEqualTo(1);
        assertThat(again.err()).contains("is not empty");
        assertThat(backup.resolve("notes.txt")).hasContent("mine");
        assertThat(backup.resolve("data_warehouse.db")).exists();
    }

    @ParameterizedTest
    @EnumSource(RestorePoint.class)
    void killingARestoringLeavesNothingOrIsBroughtToItsEnd(RestorePoint point) throws Exception {
        assertThat(FilledProject.run(filled, "backup", backup.toString()).exit())
                .isZero();
        kill("restore", other, point.name(), point == RestorePoint.FILE ? 3 : 1);

        switch (point) {
            case FILE, COPIED -> assertNothingIsThere();
            case FINISHED ->
                assertThat(FilledProject.run(other, "status").exit()).isZero();
            default -> assertNobodyTakesItForAProject();
        }
        Ended again = FilledProject.run(other, "restore", backup.toString());
        if (point == RestorePoint.FINISHED) {
            assertThat(again.exit()).isEqualTo(1);
            assertThat(again.err()).contains("there is already");
        } else {
            assertThat(again.exit()).as(again.err()).isZero();
            assertThat(other.resolve(".tributary/restore")).doesNotExist();
        }
        assertRestored();
    }

    @Test
    void whatWasDecidedIsCarriedOutWithoutTheBackup() throws Exception {
        assertThat(FilledProject.run(filled, "backup", backup.toString()).exit())
                .isZero();
        kill("restore", other, RestorePoint.WAREHOUSE.name(), 1);
        Files.move(backup, folder.resolve("taken away"));

        Ended otherBackup =
                FilledProject.run(other, "restore", folder.resolve("taken away").toString());
        assertThat(otherBackup.exit()).isEqualTo(1);
        assertThat(otherBackup.err()).contains("another backup", "tributary restore " + backup);
        assertThat(FilledProject.run(other, "restore", backup.toString()).exit())
                .isZero();
        assertRestored();
    }

    @ParameterizedTest
    @ValueSource(strings = {".tributary/pseudonym.key", ".tributary/quarantine.db", "pipeline", DATABASE})
    void nothingThatIsThereIsReplaced(String there) throws IOException {
        assertThat(FilledProject.run(filled, "backup", backup.toString()).exit())
                .isZero();
        Path place = other.resolve(there);
        Files.createDirectories(place.getParent());
        Files.writeString(place, "something else");

        Ended ended = FilledProject.run(other, "restore", backup.toString());

        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.err()).contains("there is already", there, "fix:");
        assertThat(place).hasContent("something else");
        assertThat(other.resolve("tributary.yaml")).doesNotExist();
    }

    @Test
    void settingsThatAreThereSayWhereTheWarehouseGoes() throws Exception {
        assertThat(FilledProject.run(filled, "backup", backup.toString()).exit())
                .isZero();
        Files.createDirectories(other);
        Files.writeString(other.resolve("tributary.yaml"), "warehouse:\n  database: elsewhere/copy.db\n");

        Ended ended = FilledProject.run(other, "restore", backup.toString());

        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(DatabaseContents.of(other.resolve("elsewhere/copy.db")))
                .isEqualTo(DatabaseContents.of(filled.resolve(DATABASE)));
        assertThat(other.resolve("tributary.yaml")).content().contains("elsewhere/copy.db");
        assertThat(FilledProject.run(other, "load").err()).contains("nothing new to load");
    }

    private ChildProcess start(String command, Path project, String point, int visit) {
        return ChildProcess.start(
                folder,
                KillableCopy.class,
                command,
                project.toString(),
                backup.toString(),
                point,
                Integer.toString(visit));
    }

    private void kill(String command, Path project, String point, int visit) throws InterruptedException {
        try (ChildProcess child = start(command, project, point, visit)) {
            child.awaitLine(KillPoint.AT + point);
            child.kill();
        }
    }

    private void assertNothingIsThere() {
        assertThat(other.resolve("pipeline")).doesNotExist();
        assertThat(other.resolve(DATABASE)).doesNotExist();
        assertThat(other.resolve("tributary.yaml")).doesNotExist();
        assertThat(other.resolve(".tributary/pseudonym.key")).doesNotExist();
    }

    private void assertNobodyTakesItForAProject() {
        for (String command : List.of("load", "status", "verify")) {
            Ended refused = FilledProject.run(other, command);
            assertThat(refused.exit()).as(command).isEqualTo(1);
            assertThat(refused.err())
                    .as(command)
                    .contains("was broken off", "fix:  bring it to its end: tributary restore");
        }
    }

    private void assertRestored() throws Exception {
        assertThat(files(other.resolve("pipeline"))).isEqualTo(files(filled.resolve("pipeline")));
        for (String database : List.of(DATABASE, "pipeline/.tributary/ledger.db", ".tributary/quarantine.db")) {
            assertThat(DatabaseContents.of(other.resolve(database)))
                    .as(database)
                    .isEqualTo(DatabaseContents.of(filled.resolve(database)));
        }
        assertThat(other.resolve(".tributary/pseudonym.key")).hasContent("the key of this project");
        assertThat(other.resolve("data").toFile().list()).containsExactly("shop.db");
        assertThat(other.resolve("data_warehouse.db")).doesNotExist();
        assertThat(FilledProject.run(other, "load").err()).contains("nothing new to load");
    }

    /** The files of lines, by their paths. */
    private static Map<String, String> files(Path lake) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(lake)) {
            for (Path path :
                    all.filter(each -> each.toString().endsWith(".jsonl")).toList()) {
                files.put(lake.relativize(path).toString(), Files.readString(path));
            }
        }
        return files;
    }
}
