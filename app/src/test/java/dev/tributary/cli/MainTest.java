package dev.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.cli.CommandLineRun.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class MainTest {
    @TempDir
    Path directory;

    @Test
    void withoutArgumentsTheHelpIsPrinted() {
        Ended ended = run();

        assertThat(ended.exit()).isZero();
        assertThat(ended.out()).contains("Usage: tributary", "Set it up:", "Examples:", "Exit codes:", "Next: ");
        assertThat(ended.err()).isEmpty();
    }

    @Test
    void everyCommandExplainsItselfWithExamples() {
        CommandLine tree = CommandTree.of(new Session(Shell.ofProcess(), new Stop(Thread.currentThread())));

        everyCommand(tree).forEach(command -> {
            String[] words = command.getCommandSpec().qualifiedName().split(" ", -1);
            String[] arguments = List.of(words).subList(1, words.length).toArray(String[]::new);
            Ended ended = run(append(arguments, "--help"));
            assertThat(ended.exit()).isZero();
            assertThat(ended.out())
                    .contains("Usage: " + command.getCommandSpec().qualifiedName(), "Examples:");
            assertThat(command.getCommandSpec().usageMessage().description()).isNotEmpty();
            assertThat(run(append(new String[] {"help"}, arguments)).out()).isEqualTo(ended.out());
        });
    }

    static List<CommandLine> everyCommand(CommandLine tree) {
        return Stream.concat(
                        Stream.of(tree),
                        tree.getSubcommands().values().stream().flatMap(child -> everyCommand(child).stream()))
                .toList();
    }

    @Test
    void whatDoesNotExistIsAnErrorWithWhatWasMeant() {
        assertThat(run("confg")).isEqualTo(new Ended(2, "", """
                error: unknown command confg
                  did you mean tributary config?
                  fix:  tributary --help
                """));
        assertThat(run("describe").err()).contains("did you mean tributary topics describe?");
        assertThat(run("config", "shw").err()).contains("did you mean tributary config show?");
        assertThat(run("config", "show", "--changd").err()).contains("unknown option --changd", "--changed?");
        assertThat(run("config")).isEqualTo(new Ended(2, "", """
                error: tributary config needs a command: show, validate, schema
                  fix:  tributary config --help
                """));
        assertThat(run("feeds", "add").exit()).isEqualTo(2);
        assertThat(run("config", "show", "-o", "xml").exit()).isEqualTo(2);
        assertThat(run("help", "confg").exit()).isEqualTo(2);
    }

    @Test
    void globalOptionsStandBeforeAndAfterTheCommand() throws IOException {
        Files.createDirectories(directory.resolve("p"));
        Files.writeString(directory.resolve("p/tributary.yaml"), "broker: {port: 4711}\n");

        assertThat(run("--dir", "p", "-X", "a.b=1", "-o", "csv", "config", "show")
                        .out())
                .isEqualTo(run("config", "show", "--dir=p", "-X", "a.b=1", "-o", "csv")
                        .out())
                .contains("broker.port,4711,p/tributary.yaml:1\r\n", "kafka.properties.a.b,1,'-X\r\n");
        assertThat(run("-X", "a=1", "config", "-X", "b=2", "show", "-X", "c=3", "--changed", "-o", "csv")
                        .out())
                .contains("properties.a", "properties.b", "properties.c");
        assertThat(command()
                        .with("TRIBUTARY_DIR", "p")
                        .run("config", "show", "--changed")
                        .out())
                .contains("4711");
    }

    @Test
    void allProblemsOfTheConfigurationAreListedWithTheirPlaces() throws IOException {
        Files.writeString(directory.resolve("tributary.yaml"), "broker:\n  port: x\nfeds: []\n");

        assertThat(run("config", "validate")).isEqualTo(new Ended(7, "", """
                error: the configuration is not valid: 2 problems
                  tributary.yaml:2:9: broker.port: must be a whole number from 1 to 65535, not 'x'
                  tributary.yaml:3:1: feds: unknown setting; did you mean feeds?
                  fix:  docs/configuration.md lists every setting; `tributary config validate` checks again
                """));
        assertThat(run("feeds", "list").exit()).isEqualTo(7);
        assertThat(command()
                        .with("TRIBUTARY_BROKR_PORT", "1")
                        .run("config", "validate")
                        .err())
                .contains("TRIBUTARY_BROKR_PORT: unknown variable; did you mean TRIBUTARY_BROKER_PORT?");
    }

    @Test
    void aValidConfigurationIsFineWithOrWithoutAFile() throws IOException {
        assertThat(run("config", "validate").exit()).isZero();
        Files.writeString(directory.resolve("tributary.yaml"), "broker: {port: 1}");
        assertThat(run("config", "validate").err()).contains("ok  tributary.yaml");
    }

    @Test
    void lookingLeavesNoTrace() {
        run("config", "show");
        run("feeds", "list");
        run("help");

        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void theSchemaIsJson() throws IOException {
        JsonNode schema = new ObjectMapper().readTree(run("config", "schema").out());

        assertThat(schema.at("/properties/ingest/properties/commit-interval/pattern")
                        .asText())
                .startsWith("^(");
        assertThat(schema.at("/properties/generator/properties/bad/properties/late/maximum")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void dataComesInEveryFormat() throws IOException {
        String json = run("feeds", "list", "-o", "json").out();
        JsonNode feeds = new ObjectMapper().readTree(json);

        assertThat(feeds).hasSize(11);
        assertThat(feeds.get(10).toString())
                .isEqualTo(
                        "{\"topic\":\"TRANSACTIONS_QUARANTINE\",\"mode\":\"ignore\",\"key\":\"\",\"confidential\":true,\"retention\":\"\"}");
        assertThat(run("feeds", "list", "-o", "ndjson").out().lines())
                .hasSize(11)
                .allMatch(line -> line.startsWith("{"));
        assertThat(run("feeds", "list", "-o", "csv").out())
                .startsWith("topic,mode,key,confidential,retention\r\nTRANSACTIONS_SECURE,append,\"\",false,\"\"\r\n");
        assertThat(run("feeds", "list").out()).startsWith("topic                        mode    key");
    }

    @Test
    void feedsAreAddedAndRemovedWithoutTouchingTheRest() throws IOException {
        Path file = directory.resolve("tributary.yaml");
        Files.writeString(file, "# mine\nfeeds:\n  - topic: a   # first\n");

        Ended added = run("feeds", "add", "b.*", "--mode", "latest", "--key", "x,z", "--confidential");

        assertThat(added.exit()).isZero();
        assertThat(added.out()).isEmpty();
        assertThat(file).hasContent("""
                        # mine
                        feeds:
                          - topic: a   # first
                          - {topic: "b.*", mode: latest, key: [x, z], confidential: true}
                        """);
        assertThat(run("feeds", "add", "A").err()).contains("a feed already");
        assertThat(run("feeds", "remove", "b").err()).contains("there is no feed b");
        assertThat(run("feeds", "remove", "a", "--dry-run").err()).contains("would remove");
        assertThat(run("feeds", "remove", "b.*").exit()).isZero();
        assertThat(file).hasContent("# mine\nfeeds:\n  - topic: a   # first\n");
        assertThat(run("feeds", "add", "white space").exit()).isEqualTo(2);
        assertThat(run("feeds", "add", "x", "--key", "k").exit()).isEqualTo(2);
    }

    @Test
    void coloursAreForTerminalsOnly() {
        String[] wrong = {"confg"};

        assertThat(command().onTerminal().run(wrong).err()).contains("\u001b[31m");
        assertThat(command().run(wrong).err()).doesNotContain("\u001b");
        assertThat(command().onTerminal().with("NO_COLOR", "1").run(wrong).err())
                .doesNotContain("\u001b");
        assertThat(command().onTerminal().run("--no-color", "config", "shw").err())
                .doesNotContain("\u001b");
        assertThat(command().onTerminal().run("--no-color", "--help").out()).doesNotContain("\u001b");
    }

    @Test
    void quietPrintsDataAndErrorsAlone() {
        assertThat(run("config", "validate", "-q")).isEqualTo(new Ended(0, "", ""));
    }

    @Test
    void aClusterThatDoesNotAnswerIsExitFive() {
        Ended ended = run("topics", "list", "-b", "127.0.0.1:9", "-v");

        assertThat(ended.exit()).isEqualTo(5);
        assertThat(ended.err()).contains("error: ", "127.0.0.1:9", "--bootstrap-server", "fix:", "\tat ");
    }

    @Test
    void aStackTraceIsForThoseWhoAskForIt() {
        assertThat(run("feeds", "remove", "x").err()).doesNotContain("\tat ");
        assertThat(run("feeds", "remove", "x", "-v").err()).contains("\tat ");
    }

    @Test
    void aWrongValueOnTheCommandLineIsWrongUsage() {
        Ended ended = run("config", "show", "-b", "nowhere", "-X", "group.id=x");

        assertThat(ended.exit()).isEqualTo(2);
        assertThat(ended.err())
                .contains(
                        "--bootstrap-server: kafka.bootstrap-servers: must be host:port",
                        "-X: kafka.properties.group.id");
    }

    @Test
    void theVersionNamesTheParts() {
        assertThat(run("--version").out()).contains("Tributary", "Java", "Kafka 4", "SQLite 3");
    }

    @Test
    void completionNamesEveryCommand() {
        for (String shell : List.of("bash", "zsh", "fish")) {
            assertThat(run("completion", shell).out()).contains("feeds", "remove", "bootstrap-server", "ndjson");
        }
    }

    @Test
    void aStopBeforeTheEndIsAnInterruption() {
        Stop stop = new Stop(new Thread(() -> {}));
        stop.request();

        assertThat(command().run(stop, "config", "show").exit()).isEqualTo(130);
    }

    @Test
    void stoppingRunsTheHandlersOrInterruptsTheCommand() throws InterruptedException {
        Stop alone = new Stop(Thread.currentThread());
        alone.request();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(alone.await(Duration.ZERO)).isTrue();

        StringBuilder order = new StringBuilder();
        Stop handled = new Stop(Thread.currentThread());
        handled.onRequest(() -> order.append("first "));
        handled.onRequest(() -> order.append("gone ")).close();
        handled.onRequest(() -> order.append("last "));
        handled.request();
        handled.request();
        handled.onRequest(() -> order.append("late"));
        assertThat(order).hasToString("last first late");
        assertThat(Thread.interrupted()).isFalse();
    }

    private CommandLineRun command() {
        return new CommandLineRun(directory);
    }

    private Ended run(String... arguments) {
        return command().run(arguments);
    }

    private static String[] append(String[] arguments, String... more) {
        return Stream.concat(Arrays.stream(arguments), Arrays.stream(more)).toArray(String[]::new);
    }
}
