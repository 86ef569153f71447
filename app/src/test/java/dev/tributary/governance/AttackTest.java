package dev.tributary.governance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.warehouse.QueryRows;
import dev.tributary.warehouse.SqlException;
import dev.tributary.warehouse.SqlValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every attack that is kept in {@code attacks.txt}, on a real warehouse, as the user anna. */
class AttackTest {
    private static final QueryLimits LIMITS = new QueryLimits(Duration.ofMillis(400), 5_000, 1 << 20, 2 << 20);
    private static final Pattern TAG = Pattern.compile("t[0-9a-f]{32}");
    private static final Pattern HIDDEN_AMOUNT = Pattern.compile("7777\\d{3}");

    @TempDir
    static Path folder;

    private static AccessLake lake;

    @BeforeAll
    static void make() {
        lake = AccessLake.make(folder);
    }

    static List<Attack> attacks() {
        return Attack.all();
    }

    /** What a user got: rows, or the message of a refusal or error. */
    private record Outcome(String kind, String text, String firstRow) {}

    @ParameterizedTest
    @MethodSource("attacks")
    void comesToNothing(Attack attack) {
        Outcome outcome = outcome(attack.sql());

        if (attack.expected().startsWith("= ")) {
            assertThat(outcome.kind()).as(outcome.text()).isEqualTo("runs");
            assertThat(outcome.firstRow()).isEqualTo(attack.expected().substring(2));
        } else {
            assertThat(outcome.kind()).as(outcome.text()).isEqualTo(attack.expected());
        }
        assertBetraysNothing(attack.sql(), outcome.text());
    }

    private static void assertBetraysNothing(String sql, String text) {
        String told = text.toLowerCase(Locale.ROOT);
        if (!sql.toLowerCase(Locale.ROOT).contains("zz")) {
            assertThat(told).doesNotContain("zz").doesNotContain("7a7a736563726574");
        }
        assertThat(told.replace(sql.toLowerCase(Locale.ROOT), ""))
                .doesNotContain("zzsecretname")
                .doesNotContainPattern("zzsecret\\d")
                .doesNotContain("zzsecret note");
        assertThat(told).doesNotContainPattern(HIDDEN_AMOUNT);
        assertThat(TAG.matcher(told.replaceAll("t0{32}", "")).find()).as(text).isFalse();
    }

    private static Outcome outcome(String sql) {
        StringBuilder text = new StringBuilder();
        List<String> first = new ArrayList<>();
        try (GuardedQuery query = lake.as("anna", LIMITS)) {
            query.run(sql, Long.MAX_VALUE, Duration.ofDays(1), new QueryRows() {
                @Override
                public void columns(List<String> names) {
                    text.append(names);
                }

                @Override
                public void row(List<SqlValue> values) {
                    String row = values.stream()
                            .map(value -> value instanceof SqlValue.Null ? "NULL" : value.text())
                            .collect(Collectors.joining(","));
                    first.add(row);
                    text.append('\n').append(row);
                }
            });
            return new Outcome("runs", text.toString(), first.isEmpty() ? "" : first.get(0));
        } catch (NotPermittedException refused) {
            return new Outcome("refused", text + refused.getMessage() + refused.details() + refused.fix(), "");
        } catch (SqlException failed) {
            return new Outcome("error", text + failed.getMessage() + failed.candidates(), "");
        }
    }

    @Test
    void nothingWasWrittenAnywhere() throws IOException {
        attacks().forEach(attack -> assertThat(Path.of("/tmp/zz-copy.db")).doesNotExist());
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .allMatch(name -> name.startsWith("data_warehouse.db") || name.equals("pipeline"));
        }
    }

    @Test
    void thePageOfSecurityStatesHowManyThereAre() throws IOException {
        assertThat(attacks()).hasSizeGreaterThan(120);
        assertThat(Files.readString(Path.of("..", "docs", "security.md")))
                .contains("**" + attacks().size() + " attacks**");
    }

    @Test
    void whoHasNothingReadsNothing() {
        for (String table : List.of("SALES", "MASKED", "ZZSECRET_PAY")) {
            assertThat(outcomeOf("nobody", "SELECT * FROM " + table)).isEqualTo("nobody may not read " + table);
            assertThat(outcomeOf("there-is-no-such-user", "SELECT * FROM " + table))
                    .contains("may not read " + table);
        }
    }

    private static String outcomeOf(String user, String sql) {
        try (GuardedQuery query = lake.as(user)) {
            return query.run(sql, 1, Duration.ofSeconds(1)).toString();
        } catch (NotPermittedException refused) {
            return refused.getMessage();
        }
    }
}
