package dev.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.cli.CommandLineRun.Ended;
import dev.tributary.lake.LakeLayout;
import dev.tributary.lake.LakeLock;
import dev.tributary.testing.ChildProcess;
import dev.tributary.testing.KillPoint;
import dev.tributary.warehouse.RebuildPoint;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code tributary rebuild --warehouse}: the same rows as before, whatever happened to the old file. */
@Timeout(120)
class RebuildWarehouseTest {
    @TempDir
    static Path filledFolder;

    private static FilledProject filled;
    private static Path loadedInTurns;

    @TempDir
    Path folder;

    private Path project;
    private Path database;

    @BeforeAll
    static void fill(@TempDir Path turns) throws Exception {
        filled = FilledProject.make(filledFolder);
        loadedInTurns = filled.copyTo(turns.resolve("project"));
        loadInTurns();
    }

    /** Files grow in turns and bring new columns, users and rejects, so that no order of files is the order of loading. */
    private static void loadInTurns() throws IOException, SQLException {
        append("z.jsonl", "{\"LATE\":1,\"USER_ID_HASHED\":\"u1\",\"USER_NAME_HASHED\":\"n1\"}\nnot JSON\n");
        append("a.jsonl", "{\"OTHER\":\"x\",\"USER_ID_HASHED\":\"u2\"}\n");
        append("z.jsonl", "{\"LATE\":2.5}\n[]\n{\"MORE\":true}\n");
        append("m.jsonl", "{\"AMOUNT_USD\":7}\n{\"AMOUNT_USD\":8}\n");
        append("a.jsonl", "{\"OTHER\":\"y\"}\n{}\n");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + databaseOf(loadedInTurns));
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE VIEW \"spent by user\" AS SELECT USER_ID_HASHED, sum(AMOUNT_USD) AS spent"
                    + " FROM TRANSACTIONS_USD GROUP BY 1");
            statement.execute("CREATE INDEX by_amount ON TRANSACTIONS_USD (AMOUNT_USD)");
            statement.execute("CREATE TABLE my_notes (id INTEGER PRIMARY KEY, note TEXT)");
            statement.execute("INSERT INTO my_notes VALUES (7, 'kept')");
        }
    }

    private static void append(String name, String lines) throws IOException {
        Path file = loadedInTurns.resolve("pipeline/TRANSACTIONS_USD/2026-11-22/" + name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        assertThat(FilledProject.run(loadedInTurns, "load").exit()).isZero();
    }

    private static Path databaseOf(Path project) {
        return project.resolve("data_warehouse.db");
    }

    @BeforeEach
    void copy() throws IOException {
        project = copy(loadedInTurns, folder.resolve("project"));
        database = databaseOf(project);
    }

    private static Path copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Files.copy(path, to.resolve(from.relativize(path)), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        return to;
    }

    private Ended rebuild(String... more) {
        return FilledProject.run(
                project,
                Stream.concat(Stream.of("rebuild", "--warehouse"), Stream.of(more))
                        .toArray(String[]::new));
    }

    @Test
    void aWholeWarehouseIsMadeAnewRowForRow() throws SQLException {
        Map<String, List<String>> before = DatabaseContents.of(database);

        Ended ended = rebuild();

        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(ended.err()).contains("made data_warehouse.db anew", "view spent by user", "Next: tributary verify");
        assertThat(DatabaseContents.of(database)).isEqualTo(before);
        assertNothingBeside();
        assertThat(FilledProject.run(project, "load").err()).contains("nothing new to load");
    }

    @Test
    void whatIsMissingIsMadeAnewWithTheSameRows() throws IOException, SQLException {
        Map<String, List<String>> before = DatabaseContents.of(database);
        Files.delete(database);

        assertThat(rebuild().exit()).isZero();

        assertSameButForNumbers(before);
    }

    @Test
    void aDamagedOneIsReplacedAndKeptBeside() throws IOException, SQLException {
        Map<String, List<String>> before = DatabaseContents.of(database);
        damage();
        Ended found = FilledProject.run(project, "doctor");
        assertThat(found.exit()).isEqualTo(6);
        assertThat(found.out()).contains("fix:  tributary rebuild --warehouse");

        Ended ended = rebuild();

        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(ended.err()).contains("the damaged one is kept as data_warehouse.db.damaged-");
        assertSameButForNumbers(before);
        assertThat(FilledProject.run(project, "doctor").exit()).isZero();
    }

    @Test
    void oneThatIsNoDatabaseIsReplacedWithItsLog() throws IOException, SQLException {
        Map<String, List<String>> before = DatabaseContents.of(database);
        Files.writeString(database, "no database ".repeat(500));
        Files.writeString(database.resolveSibling("data_warehouse.db-wal"), "no log");

        assertThat(rebuild().exit()).isZero();

        assertSameButForNumbers(before);
        assertThat(database.resolveSibling("data_warehouse.db-wal")).doesNotExist();
    }

    private void damage() throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(database.toFile(), "rw")) {
            for (long page = 16_384; page < file.length(); page += 16_384) {
                file.seek(page);
                file.write(new byte[256]);
            }
        }
    }

    /** All that a reader sees but for the time of loading, and numbers that only the lost file knew. */
    private void assertSameButForNumbers(Map<String, List<String>> before) throws SQLException {
        Map<String, List<String>> now = DatabaseContents.of(database);
        for (String table : List.of("TRANSACTIONS_USD", "USER_SPENDING_BY_TYPE", "_lake_files", "_rejects")) {
            assertThat(withoutNumbers(now.get("name=" + table)))
                    .as(table)
                    .containsExactlyInAnyOrderElementsOf(withoutNumbers(before.get("name=" + table)));
        }
        for (String table : List.of("USERS", "_tombstones")) {
            assertThat(now.get("name=" + table)).as(table).isEqualTo(before.get("name=" + table));
        }
        assertThat(before.keySet()).containsAll(now.keySet());
    }

    private static List<String> withoutNumbers(List<String> rows) {
        return rows.stream()
                .map(row -> Stream.of(row.split("\\|"))
                        .filter(cell -> !cell.matches("(id|lake_file|imported_at|loaded_at|rejected_at)=.*"))
                        .sorted()
                        .toList()
                        .toString())
                .toList();
    }

    @Test
    void aNewerFormatIsRefused() throws SQLException {
        execute("PRAGMA user_version = 99");

        Ended ended = rebuild();

        assertRefused(ended, "schema version is 99", "use the newer Tributary");
        execute("PRAGMA user_version = 2");
    }

    @Test
    void theDatabaseOfAnotherProgramIsRefused() throws SQLException {
        execute("PRAGMA application_id = 5");

        assertRefused(rebuild(), "not made by Tributary", "move it away");
    }

    @Test
    void whileTheLakeIsWrittenItIsRefused() {
        try (LakeLock held = LakeLock.hold(new LakeLayout(project.resolve("pipeline")))) {
            assertRefused(rebuild(), "process " + ProcessHandle.current().pid(), "fix:");
        }
    }

    @Test
    void whileAnotherProgramHasItOpenItIsRefused() throws SQLException {
        try (Connection reader = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = reader.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
            statement.executeQuery("SELECT count(*) FROM USERS").close();

            assertRefused(rebuild(), "another program has it open", "end what loads or reads it");
        }
    }

    @Test
    void whatTheLakeCannotGiveBackIsNotGivenUpUnasked() throws IOException, SQLException {
        Map<String, List<String>> before = DatabaseContents.of(database);
        Files.delete(project.resolve("pipeline/TRANSACTIONS_USD/2026-11-22/z.jsonl"));

        assertRefused(rebuild(), "z.jsonl", "--yes");
        assertThat(DatabaseContents.of(database)).isEqualTo(before);

        Ended ended = rebuild("--yes");
        assertThat(ended.exit()).isZero();
        assertThat(ended.err()).contains("given up: lines of TRANSACTIONS_USD/2026-11-22/z.jsonl");
        assertThat(DatabaseContents.of(database).toString())
                .doesNotContain("z.jsonl")
                .contains("m.jsonl");
    }

    @Test
    void whereThereIsNoLakeNothingIsMade() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));

        Ended ended = FilledProject.run(empty, "rebuild", "--warehouse");

        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.err()).contains("there is no lake");
        assertThat(empty).isEmptyDirectory();
        assertThat(FilledProject.run(project, "rebuild").exit()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(RebuildPoint.class)
    void killingItLeavesTheOldOneOrTheNew(RebuildPoint point) throws Exception {
        Map<String, List<String>> before = DatabaseContents.of(database);

        try (ChildProcess child = ChildProcess.start(folder, KillableRebuild.class, project.toString(), point.name())) {
            child.awaitLine(KillPoint.AT + point);
            child.kill();
        }

        assertThat(DatabaseContents.of(database)).isEqualTo(before);
        assertThat(FilledProject.run(project, "load").err()).contains("nothing new to load");
        assertThat(rebuild().exit()).isZero();
        assertThat(DatabaseContents.of(database)).isEqualTo(before);
        assertNothingBeside();
    }

    @ParameterizedTest
    @EnumSource(RebuildPoint.class)
    void killingItOnADamagedOneLeavesTheDamagedOneOrTheNew(RebuildPoint point) throws Exception {
        Map<String, List<String>> before = DatabaseContents.of(database);
        damage();
        Path copy = Files.copy(database, folder.resolve("damaged.db"));

        try (ChildProcess child = ChildProcess.start(folder, KillableRebuild.class, project.toString(), point.name())) {
            child.awaitLine(KillPoint.AT + point);
            child.kill();
        }

        if (point == RebuildPoint.AFTER_SWAP) {
            assertSameButForNumbers(before);
        } else {
            assertThat(Files.mismatch(database, copy)).isEqualTo(-1);
        }
        assertThat(rebuild().exit()).isZero();
        assertSameButForNumbers(before);
    }

    private void assertNothingBeside() {
        assertThat(project.toFile().list((parent, name) -> name.startsWith("data_warehouse.db")))
                .containsExactly("data_warehouse.db");
    }

    private static void assertRefused(Ended ended, String... said) {
        assertThat(ended.exit()).as(ended.err()).isEqualTo(1);
        assertThat(ended.err()).contains(said).doesNotContain("unexpected");
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
