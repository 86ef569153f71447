package dev.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.broker.BrokerConfig;
import dev.tributary.broker.EmbeddedBroker;
import dev.tributary.cli.CommandLineRun.Ended;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands on a broker that runs and a warehouse that was loaded. */
class CommandsOnDataTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path project;

    private static EmbeddedBroker broker;

    @BeforeAll
    static void fillTheProject() throws IOException {
        broker = EmbeddedBroker.start(
                new BrokerConfig(project.resolve(".tributary").resolve("kafka"), freePort(), 2));
        assertThat(run("generate", "--events", "200", "--seed", "7", "--time", "course")
                        .exit())
                .isZero();
        Path day = project.resolve("pipeline/TRANSACTIONS_USD/2026-11-21");
        Files.createDirectories(day);
        Files.writeString(
                day.resolve("TRANSACTIONS_USD_2026-11-21.jsonl"),
                IntStream.range(0, 1_500)
                        .mapToObj(i -> "{\"TRANSACTION_ID\":\"TXN-" + i
                                + "\",\"TRANSACTION_TYPE\":\"refund\",\"STATUS\":\""
                                + (i % 2 == 0 ? "completed" : "failed") + "\",\"AMOUNT_USD\":1.5,\"COUNTRY\":\"UK\","
                                + "\"USER_ID_HASHED\":\"u" + i % 3 + "\"}\n")
                        .collect(Collectors.joining()));
        assertThat(run("load").exit()).isZero();
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void topicsAreListedDescribedAndTailedInAnyCase() throws IOException {
        JsonNode topics = JSON.readTree(run("topics", "list", "-o", "json").out());
        assertThat(topics.toString())
                .contains("{\"topic\":\"transaction_log\",\"offsets\":200,\"partitions\":2,\"feed\":\"\"}");
        assertThat(JSON.readTree(run("topics", "describe", "TRANSACTION_LOG", "-o", "json")
                        .out()))
                .hasSize(2);
        assertThat(run("topics", "tail", "Transaction_Log", "-n", "3", "-o", "ndjson")
                        .out()
                        .lines())
                .hasSize(3)
                .allMatch(line -> line.contains("TRANSACTION_ID"));
        assertThat(run("topics", "tail", "transaction_log", "--from", "beginning", "-o", "ndjson")
                        .out()
                        .lines())
                .hasSize(200);
        assertThat(run("topics", "tail", "transaction_log", "--from", "end", "-o", "ndjson")
                        .out())
                .isEmpty();
    }

    @Test
    void anUnknownTopicIsAnErrorWithWhatWasMeant() {
        assertThat(run("topics", "tail", "transaction_lgo")).isEqualTo(new Ended(1, "", """
                error: there is no topic transaction_lgo; did you mean transaction_log?
                  fix:  tributary topics list
                """));
        assertThat(run("topics", "tail", "transaction_log", "--from", "yesterday")
                        .exit())
                .isEqualTo(2);
    }

    @Test
    void theSameSeedMakesTheSameFile() throws IOException {
        run("generate", "--events", "50", "--seed", "3", "--time", "course", "--to", "a.jsonl");
        Ended second = run("generate", "--events", "50", "--seed", "3", "--time", "course", "--to", "-");

        assertThat(second.out().lines()).hasSize(50);
        assertThat(project.resolve("a.jsonl")).hasContent(second.out());
        assertThat(second.err()).contains("50 records to standard output", "seed 3");
    }

    @Test
    void wrongOptionsOfTheGeneratorAreAllNamed() {
        Ended ended = run("generate", "--events", "many", "--bad-late", "0.7", "--bad-tombstone", "0.7");
        assertThat(ended.exit()).isEqualTo(2);
        assertThat(ended.err()).contains("--events: generator.events: ");
        assertThat(run("generate", "--events", "1", "--bad-late", "0.7", "--bad-tombstone", "0.7")
                        .err())
                .contains("--bad-late: generator.bad.* must add up to 1");
    }

    @Test
    void sqlIsAnsweredFromTheArgumentAFileAndStandardInput() throws IOException {
        String count = "select count(*) as n, sum(AMOUNT_USD) as total from TRANSACTIONS_USD";
        Files.writeString(project.resolve("two.sql"), count + ";\n-- and\nselect ';\n' as x;\n");

        assertThat(run("sql", count, "-o", "csv").out()).isEqualTo("n,total\r\n1500,2250.0\r\n");
        assertThat(run("sql", "-f", "two.sql", "-o", "ndjson").out())
                .isEqualTo("{\"n\":1500,\"total\":2250.0}\n{\"x\":\";\\n\"}\n");
        assertThat(command().reading(count).run("sql", "-o", "json").out())
                .isEqualTo("[\n{\"n\":1500,\"total\":2250.0}\n]\n");
        assertThat(run("sql", "select 1 as a, 2 as a", "-o", "json").out()).contains("{\"a\":1,\"a_2\":2}");
    }

    @Test
    void aTableThatIsCutSaysSo() {
        Ended ended = run("sql", "select id from TRANSACTIONS_USD");

        assertThat(ended.out().lines()).hasSize(1_001);
        assertThat(ended.err()).contains("only the first 1,000 rows");
        assertThat(run("sql", "select id from TRANSACTIONS_USD", "-o", "csv")
                        .out()
                        .lines())
                .hasSize(1_501);
        assertThat(run("sql", "select id from TRANSACTIONS_USD", "--limit", "5", "-o", "csv")
                        .err())
                .contains("only the first 5 rows");
    }

    @Test
    void sqlThatFailsIsMarked() {
        assertThat(run("sql", "select AMOUNT_UDS from TRANSACTIONS_USD").err()).startsWith("""
                        error: no such column: AMOUNT_UDS; did you mean AMOUNT_USD?
                          select AMOUNT_UDS from TRANSACTIONS_USD
                                 ^^^^^^^^^^
                        """);
        assertThat(run("sql", "delete from TRANSACTIONS_USD").exit()).isEqualTo(1);
        assertThat(run("sql", "select 1", "-f", "x").exit()).isEqualTo(2);
    }

    @Test
    void queriesHaveNames() throws IOException {
        assertThat(run("query", "list", "-o", "json").out()).contains("\"spend-by-type\"");
        assertThat(run("query", "run", "spend-by-type").out())
                .contains("(from summaries)", "refund", "2,250.00", "1,125.00");
        assertThat(run("query", "run", "spend-by-type", "--from", "rows").out())
                .contains("(from rows)", "refund", "2,250.00", "1,125.00");
        assertThat(run("query", "run", "spend-by-type", "--from", "summaries", "-o", "csv")
                        .err())
                .contains("spend-by-type: from the summaries");
        assertThat(run("query", "run", "spend-by-type", "--from", "summaries", "--sql")
                        .out())
                .contains("FROM _sums_TRANSACTIONS_USD_by_TRANSACTION_TYPE");
        assertThat(JSON.readTree(
                        run("query", "run", "spend-by-type", "-o", "json").out()))
                .hasSize(1);
        assertThat(run("query", "run", "spend-by-tpye").err()).contains("did you mean spend-by-type?");
        assertThat(run("query", "run").exit()).isEqualTo(2);
        assertThat(run("query", "run", "--all", "-o", "csv").exit()).isEqualTo(2);
        Ended all = run("query", "run", "--all");
        assertThat(all.exit()).isEqualTo(3);
        assertThat(all.out())
                .contains("spend-by-type", "top-users", "average-by-type")
                .doesNotContain("by-country");
        assertThat(all.err()).contains("failed-by-country: nothing is loaded");
        assertThat(run("query", "run", "--all", "-o", "json", "-q").out()).startsWith("[\n{\"query\":");
        assertThat(run("query", "run", "top-users", "--sql").out()).contains("USER_ID_HASHED");
    }

    @Test
    void theTopologyIsDescribedAndPrintedAsKsql() {
        assertThat(run("streams", "topology").out()).contains("TRANSACTIONS_USD", "Sub-topology");
        assertThat(run("streams", "ksql").out()).contains("CREATE STREAM");
    }

    private static CommandLineRun command() {
        return new CommandLineRun(project);
    }

    private static Ended run(String... arguments) {
        return command().run(arguments);
    }
}
