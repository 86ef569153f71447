package dev.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.cli.CommandLineRun.Ended;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Users, permissions and the audit trail as people use them. */
class AccessCommandsTest {
    private static final String LINES = """
            {"TRANSACTION_TYPE":"refund","COUNTRY":"UK","AMOUNT_USD":1.5,"USER_ID_HASHED":"u1"}
            {"TRANSACTION_TYPE":"refund","COUNTRY":"France","AMOUNT_USD":2.5,"USER_ID_HASHED":"u2"}
            """;

    @TempDir
    Path project;

    @BeforeEach
    void load() throws IOException {
        for (String topic : List.of("TRANSACTIONS_USD", "TRANSACTIONS_FAILED")) {
            Path day = project.resolve("pipeline/" + topic + "/2026-11-21");
            Files.createDirectories(day);
            Files.writeString(day.resolve(topic + "_2026-11-21.jsonl"), LINES);
        }
        assertThat(run("load").exit()).isZero();
        assertThat(run("users", "add", "anna", "--role", "analyst").exit()).isZero();
    }

    private Ended run(String... arguments) {
        return new CommandLineRun(project).run(arguments);
    }

    @Test
    void anAnalystReadsWhatIsGrantedAndIsToldWhatHeMayRead() {
        assertThat(run("permissions", "grant", "anna", "TRANSACTIONS_USD", "--read")
                        .exit())
                .isZero();

        assertThat(run("sql", "select count(*) as n from TRANSACTIONS_USD", "--as", "anna", "-o", "csv")
                        .out())
                .isEqualTo("n\r\n2\r\n");
        assertThat(run("sql", "select * from TRANSACTIONS_FAILED", "--as", "anna"))
                .isEqualTo(new Ended(4, "", """
                error: anna may not read TRANSACTIONS_FAILED
                  has:  read TRANSACTIONS_USD
                  fix:  an administrator can run  tributary permissions grant anna TRANSACTIONS_FAILED --read
                """));
        Ended queries = run("query", "run", "--all", "--as", "anna");
        assertThat(queries.out()).contains("4.00").doesNotContain("by-country");
        assertThat(queries.exit()).isEqualTo(3);
    }

    @Test
    void theJobFailsWhileThereIsDriftAndClosesFilesOnlyWhenTheSettingsSaySo() throws IOException {
        Path database = project.resolve("data_warehouse.db");
        Assumptions.assumeTrue(
                database.getFileSystem().supportedFileAttributeViews().contains("posix"));
        Files.setPosixFilePermissions(project.resolve("pipeline"), PosixFilePermissions.fromString("rwx------"));
        Files.setPosixFilePermissions(database, PosixFilePermissions.fromString("rw-r-----"));

        Ended drifted = run("jobs", "run", "permissions");
        assertThat(drifted.exit()).isEqualTo(Exit.FAILED);
        assertThat(drifted.err())
                .contains(
                        "job permissions failed:",
                        "anna has no permission",
                        "data_warehouse.db is open to other users");
        assertThat(Files.getPosixFilePermissions(database)).contains(PosixFilePermission.GROUP_READ);
        Ended status = run("status");
        assertThat(status.exit()).isEqualTo(Exit.CHECK_FAILED);
        assertThat(status.out()).contains("job permissions", "anna has no permission");
        assertThat(run("jobs", "history", "permissions").out()).contains("users 1, grants 0, tokens 0", "mended 0");

        run("permissions", "grant", "anna", "TRANSACTIONS_USD", "--read");
        Files.writeString(project.resolve("tributary.yaml"), "permissions: {mend-modes: true}\n");
        Ended mended = run("jobs", "run", "permissions");
        assertThat(mended.exit()).isZero();
        assertThat(mended.err()).contains("permissions: no drift; closed ", " to others");
        assertThat(Files.getPosixFilePermissions(database)).doesNotContain(PosixFilePermission.GROUP_READ);
        assertThat(run("audit", "list", "--action", "mend").out()).contains("scheduler");
        assertThat(run("status").exit()).isZero();
    }

    @Test
    void aRoleThatDoesNotExistAndAFilterThatCannotBeAskedAreOneClearLine() {
        assertThat(run("users", "add", "bob", "--role", "analist")).isEqualTo(new Ended(2, "", """
                error: --role must be one of admin, analyst, not 'analist'
                  did you mean analyst?
                  fix:  tributary users add --help
                """));
        assertThat(run("permissions", "grant", "anna", "TRANSACTIONS_USD", "--read", "--mask", "CITY"))
                .isEqualTo(new Ended(2, "", """
                error: --mask must be COLUMN=MASK, not 'CITY'
                  fix:  tributary permissions grant --help
                """));
        assertThat(run("permissions", "grant", "anna", "TRANSACTIONS_USD", "--read", "--where", "COUNTRI = 'UK'")
                        .err())
                .contains("the row filter cannot be asked of TRANSACTIONS_USD: no such column: COUNTRI");
    }

    @Test
    void aFilterAndAMaskHoldInTheNamedQueries() {
        run(
                "permissions",
                "grant",
                "anna",
                "TRANSACTIONS_USD",
                "--read",
                "--mask",
                "USER_ID_HASHED=redact",
                "--where",
                "COUNTRY = 'UK'");

        assertThat(run("query", "run", "top-users", "--as", "anna", "-o", "csv").out())
                .contains("***,1.5")
                .doesNotContain("u1", "u2", "2.5");
        assertThat(run("permissions", "list", "--as", "anna", "-o", "csv").out())
                .contains("anna,TRANSACTIONS_USD,true,false,USER_ID_HASHED=redact,COUNTRY = 'UK',");
    }

    /** Every command there is, but those that stand open, refuses an analyst before it does anything. */
    static Stream<List<String>> commandsForAdministrators() {
        CommandLine tree = CommandTree.of(new Session(Shell.ofProcess(), new Stop(Thread.currentThread())));
        return MainTest.everyCommand(tree).stream()
                .filter(command -> command.getSubcommands().isEmpty())
                .filter(command ->
                        !(command.getCommand() instanceof OpenToUsers || command.getCommand() instanceof OwnFolder))
                .map(AccessCommandsTest::words);
    }

    private static List<String> words(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        List<String> words = new ArrayList<>(
                List.of(spec.qualifiedName().substring("tributary ".length()).split(" ", -1)));
        spec.positionalParameters().forEach(parameter -> words.add("1"));
        spec.requiredArgs().stream()
                .filter(argument -> argument.isOption())
                .forEach(argument -> words.addAll(List.of(
                        ((CommandLine.Model.OptionSpec) argument).longestName(),
                        argument.type().isEnum() ? "admin" : "x")));
        return words;
    }

    @ParameterizedTest
    @MethodSource("commandsForAdministrators")
    void everyOtherCommandIsRefused(List<String> words) throws IOException {
        List<String> all = new ArrayList<>(words);
        all.addAll(List.of("--as", "anna"));

        Ended ended = run(all.toArray(String[]::new));
        assertThat(ended.err()).startsWith("error: anna may not run tributary " + words.get(0));
        assertThat(ended.exit()).isEqualTo(4);
    }

    @Test
    void badInputIsOneClearLineAndChangesNothing() {
        assertThat(run("permissions", "grant", "ana", "TRANSACTIONS_USD", "--read")
                        .err())
                .startsWith("error: there is no user ana; did you mean anna?\n");
        assertThat(run("permissions", "grant", "anna", "TRANSACTION_USD", "--read")
                        .err())
                .startsWith("error: there is no folder TRANSACTION_USD; did you mean TRANSACTIONS_USD?\n");
        assertThat(run("permissions", "grant", "anna", "TRANSACTIONS_USD", "--raed")
                        .err())
                .contains("unknown option --raed", "did you mean --read?");
        assertThat(run("permissions", "grant", "anna", "TRANSACTIONS_USD").exit())
                .isEqualTo(2);
        assertThat(run("permissions", "grant", "anna", "TRANSACTIONS_USD", "--read", "--mask", "COUNTY=hide")
                        .err())
                .startsWith("error: TRANSACTIONS_USD has no column COUNTY; did you mean COUNTRY?\n");
        assertThat(run("users", "add", "paul", "--role", "owner").exit()).isEqualTo(2);
        assertThat(new CommandLineRun(project)
                        .reading("short\n")
                        .run("users", "add", "paul", "--role", "admin", "--password")
                        .err())
                .startsWith("error: the password is too short: 5 characters\n");
        assertThat(run("users", "add", "anna", "--role", "admin").err())
                .startsWith("error: there is a user anna already");
        assertThat(run("sql", "select 1", "--as", "ana").err()).contains("did you mean anna?");
        assertThat(run("users", "list", "-o", "csv").out())
                .contains("anna,analyst,no,0,")
                .doesNotContain("paul");
        assertThat(run("permissions", "list", "-o", "csv").out())
                .isEqualTo("user,folder,can_read,can_write,masks,row_filter,granted_at,granted_by\r\n");
    }

    @Test
    void aTokenIsItsUser() {
        run("permissions", "grant", "anna", "TRANSACTIONS_USD", "--read");
        run("users", "add", "lee", "--role", "admin");
        String anna = run("users", "token", "anna").out().strip();
        String lee = run("users", "token", "lee", "--scope", "all", "--expires", "1h")
                .out()
                .strip();

        assertThat(with(anna, "sql", "select count(*) as n from TRANSACTIONS_USD", "-o", "csv")
                        .out())
                .isEqualTo("n\r\n2\r\n");
        assertThat(with(anna, "sql", "select * from TRANSACTIONS_FAILED").exit())
                .isEqualTo(4);
        assertThat(with(anna, "sql", "select 1", "--as", "lee").err())
                .startsWith("error: anna may not act as another user");
        assertThat(with(anna, "users", "list").exit()).isEqualTo(4);
        assertThat(with(lee, "users", "list").exit()).isZero();
        assertThat(with(lee, "sql", "select * from TRANSACTIONS_USD", "--as", "anna")
                        .exit())
                .isZero();
        assertThat(with(anna.replace("trb", "trc"), "sql", "select 1").exit()).isEqualTo(4);

        String id = anna.substring(4, 16);
        assertThat(run("users", "token", "anna", "--withdraw", id).exit()).isZero();
        assertThat(with(anna, "sql", "select 1").err()).startsWith("error: the token in TRIBUTARY_TOKEN is not valid");
        assertThat(run("audit", "list", "--action", "login", "--action", "login-failed", "-n", "0", "-o", "csv")
                        .out())
                .contains("login-failed")
                .doesNotContain(anna.substring(17));
    }

    private Ended with(String token, String... arguments) {
        return new CommandLineRun(project).with("TRIBUTARY_TOKEN", token).run(arguments);
    }

    @Test
    void everythingIsAuditedAndNobodyIsNamed() throws IOException {
        run("sql", "select count(*) from TRANSACTIONS_USD where USER_ID_HASHED = 'USER-4026' -- for Martin");
        run("sql", "select Martin from TRANSACTIONS_USD");
        run("permissions", "grant", "anna", "TRANSACTIONS_USD", "--read", "--where", "USER_ID_HASHED <> 'USER-4026'");
        run("sql", "select * from TRANSACTIONS_FAILED", "--as", "anna");
        run("load", "--as", "anna");
        run("permissions", "revoke", "anna", "TRANSACTIONS_USD");

        String trail = run("audit", "list", "-n", "0", "-o", "ndjson").out();
        assertThat(trail)
                .contains(
                        "select count ( * ) from TRANSACTIONS_USD where USER_ID_HASHED = #",
                        "\\\"rows\\\":1",
                        "\\\"outcome\\\":\\\"refused\\\"",
                        "\"action\":\"refuse\"",
                        "\"action\":\"grant\"",
                        "\"action\":\"revoke\"",
                        "\"action\":\"user\"")
                .doesNotContainIgnoringCase("martin")
                .doesNotContain("USER-4026");
        assertThat(run("audit", "list", "--about", "USER-4026", "-o", "ndjson")
                        .out()
                        .lines())
                .hasSize(2);
        assertThat(run("audit", "verify").exit()).isZero();
        assertThat(new String(Files.readAllBytes(project.resolve(".tributary/audit.db")), StandardCharsets.ISO_8859_1))
                .doesNotContain("USER-4026", "Martin");
    }

    @Test
    void aTrailThatCannotBeWrittenAnswersNothing() throws IOException {
        Files.delete(project.resolve(".tributary/audit.key"));

        Ended ended = run("sql", "select * from TRANSACTIONS_USD");
        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).contains("its key", "is missing");
    }

    @Test
    void rebuildKeepsUsersAndPermissions() {
        run("permissions", "grant", "anna", "TRANSACTIONS_*", "--read", "--mask", "COUNTRY=hide");
        String before = run("permissions", "list", "-o", "json").out();

        assertThat(run("rebuild", "--warehouse").exit()).isZero();
        assertThat(run("permissions", "list", "-o", "json").out()).isEqualTo(before);
        assertThat(run("users", "list", "-o", "csv").out()).contains("anna,analyst");
        assertThat(run("verify", "--as", "anna").exit()).isEqualTo(4);
    }
}
