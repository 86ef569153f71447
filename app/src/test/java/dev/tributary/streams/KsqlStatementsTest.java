package dev.tributary.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.streams.StreamRules.BlacklistMode;
import dev.tributary.streams.StreamRules.HoppingWindow;
import dev.tributary.streams.StreamRules.Place;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KsqlStatementsTest {
    @Test
    void everyDerivedTopicHasItsStatementWithItsColumns() {
        List<String> statements = new KsqlStatements(StreamRules.defaults()).statements();
        assertThat(statements).hasSize(12).allMatch(statement -> statement.endsWith(";\n"));
        for (DerivedTopic topic : TransactionTopology.derivedTopics()) {
            assertThat(statements)
                    .as(topic.name())
                    .anyMatch(statement -> statement.contains("KAFKA_TOPIC = '" + topic.name() + "'"));
        }
        assertThat(statements.get(0)).contains("(\n  TRANSACTION_ID VARCHAR,\n", "TAX_AMOUNT DECIMAL(18, 2)\n)");
        assertThat(statements.get(1))
                .contains(DerivedTopic.all().get(0).columns().toArray(CharSequence[]::new));
        assertThat(statements.get(9))
                .contains(DerivedTopic.all().get(8).columns().toArray(CharSequence[]::new));
        assertThat(statements.get(10))
                .contains(DerivedTopic.all().get(9).columns().toArray(CharSequence[]::new));
    }

    @Test
    void theConfiguredRulesAreInThem() {
        StreamRules rules = new StreamRules(
                "my_log",
                Map.of("CHF", new BigDecimal("1.125")),
                List.of(new Place("L'Aquila", "Italy")),
                BlacklistMode.EXCLUDE,
                new HoppingWindow(Duration.ofMinutes(10), Duration.ofSeconds(90), Duration.ZERO));
        assertThat(new KsqlStatements(rules).script())
                .contains("KAFKA_TOPIC = 'my_log'")
                .contains("WHEN 'CHF' THEN CAST('1.125' AS DECIMAL(10, 4))")
                .contains("LOCATION->CITY = 'L''Aquila' AND LOCATION->COUNTRY = 'Italy'")
                .contains("AND NOT ((LOCATION")
                .contains("HOPPING (SIZE 10 MINUTES, ADVANCE BY 90 SECONDS, GRACE PERIOD 0 MILLISECONDS)")
                .doesNotContain("JPY");
    }

    @Test
    void whatKsqlDbCannotDoIsSaid() {
        assertThat(new KsqlStatements(StreamRules.defaults()).script())
                .contains("ksqlDB has no HMAC", "ksqlDB cannot keep what it does not understand");
    }
}
