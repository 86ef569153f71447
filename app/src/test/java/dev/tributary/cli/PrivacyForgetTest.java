package dev.tributary.cli;

import static dev.tributary.cli.FilledProject.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.cli.CommandLineRun.Ended;
import dev.tributary.testing.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Forgets a person as a user does, in a project whose topics the topology has derived. */
@Timeout(120)
class PrivacyForgetTest {
    /** Which column of {@code status} it is. */
    private static final int WAITING = 9;

    private static final String SPENDING = """
            SELECT %s FROM (SELECT USER_ID_HASHED AS u, TRANSACTION_TYPE AS t, count(*) AS n, sum(AMOUNT_USD) AS s
              FROM TRANSACTIONS_USD GROUP BY 1, 2)
            LEFT JOIN USER_SPENDING_BY_TYPE ON USER_ID_HASHED = u AND TRANSACTION_TYPE = t""";

    @TempDir
    Path project;

    private static List<String> ask(Path project, String sql) throws SQLException {
        List<String> answers = new ArrayList<>();
        try (Connection connection =
                        DriverManager.getConnection("jdbc:sqlite:" + project.resolve("data_warehouse.db"));
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                answers.add(rows.getString(1));
            }
            return answers;
        }
    }

    /** Who has the most transactions. */
    private static String mostSeen(Path project) {
        Matcher users = Pattern.compile("USER-\\d{4}")
                .matcher(run(project, "topics", "tail", "transaction_log", "--last", "200", "-o", "ndjson")
                        .out());
        Map<String, Integer> counts = new TreeMap<>();
        while (users.find()) {
            counts.merge(users.group(), 1, Integer::sum);
        }
        return counts.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
    }

    private void demo(int seed) {
        Ended ended = run(project, "demo", "--once", "--no-open", "--events", "100", "--seed", String.valueOf(seed));
        assertThat(ended.exit()).as(ended.err()).isZero();
    }

    @Test
    void thePersonIsGoneFromTheBrokerTooAndEverybodyElsesTotalsGoOn() throws IOException, SQLException {
        Files.writeString(project.resolve("tributary.yaml"), "broker: {port: " + FreePort.find() + "}\n");
        demo(1);
        String person = mostSeen(project);

        Ended dry = run(project, "privacy", "forget", person, "--purge-source");
        assertThat(dry.exit()).as(dry.err()).isZero();
        assertThat(dry.err())
                .contains("transaction_log: ", "which never expire", "--purge-source would empty: ")
                .contains("nothing erased; add --yes");
        assertThat(project.resolve(".tributary/erasures.jsonl")).doesNotExist();

        Ended done = run(project, "privacy", "forget", person, "--yes", "--purge-source");

        assertThat(done.exit()).as(done.err()).isZero();
        assertThat(done.err())
                .contains("backups made since: nothing of them is left")
                .contains("the broker's folder and the topology's state: nothing of them is left");
        Ended again = run(project, "privacy", "forget", person);
        assertThat(again.err())
                .contains("no records of that person were found", "erased before, ")
                .doesNotContain("Kafka itself still holds");
        assertThat(run(project, "audit", "list").out()).contains("erase").doesNotContain(person);
        nothingIsTakenForWaitingOrDifferent();
        demo(2);
        assertThat(ask(project, SPENDING.formatted("count(*)")).get(0)).isNotEqualTo("0");
        assertThat(ask(
                        project,
                        SPENDING.formatted("u")
                                + " WHERE TRANSACTION_COUNT IS NOT n OR abs(TOTAL_SPENT_USD - s) > 0.011"))
                .isEmpty();
        assertThat(run(project, "verify").exit()).isZero();
    }

    /** Not in the warehouse that they were erased from, and not in one made anew from what the lake has left of them. */
    private void nothingIsTakenForWaitingOrDifferent() throws IOException {
        for (int made = 0; made < 2; made++) {
            assertThat(run(project, "status", "-o", "csv").out().lines().skip(1))
                    .isNotEmpty()
                    .allMatch(line -> line.split(",", -1)[WAITING].equals("0"), "nothing waits");
            run(project, "report", "--out", "report.html");
            assertThat(Files.readString(project.resolve("report.html")))
                    .contains("lake = warehouse, by ledger", " erased, no rows");
            run(project, "rebuild", "--warehouse", "--yes");
        }
    }

    @Test
    void nobodyIsNamedOrNotByAnId() {
        assertThat(run(project, "privacy", "forget").exit()).isEqualTo(Exit.USAGE);
        assertThat(run(project, "privacy", "forget", "USER-4026", "--resume").exit())
                .isEqualTo(Exit.USAGE);
        assertThat(run(project, "privacy", "forget", "--resume").err()).contains("no erasure was broken off");
        assertThat(run(project, "privacy", "forget", "4026", "--yes").err()).contains("is no id of a user");
        Ended keyless = new CommandLineRun(project)
                .reading("USER-4026\n")
                .run("privacy", "forget", "-", "--yes", "--dir", project.toString());
        assertThat(keyless.exit()).isEqualTo(Exit.FAILED);
        assertThat(keyless.err()).contains("there is no key").doesNotContain("USER-4026");
        assertThat(project.resolve(".tributary/erasures.jsonl")).doesNotExist();
    }
}
