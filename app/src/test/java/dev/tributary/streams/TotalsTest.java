package dev.tributary.streams;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;

class TotalsTest {
    private static final Instant NOON = Derivation.NOW;

    @Test
    void aUserHasCountSumAndAveragePerType() {
        try (Derivation derivation = new Derivation()) {
            derivation.send(usd("10"));
            derivation.send(usd("0.01"));
            derivation.send(usd("0.01"));
            List<TestRecord<byte[], byte[]>> records = derivation.records(DerivedTopic.USER_SPENDING);
            JsonNode last = Derivation.parse(records.get(2).value());
            assertThat(records).hasSize(3);
            assertThat(records.get(2).key())
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo(last.get("USER_ID_HASHED").textValue() + "|purchase");
            assertThat(last.get("TRANSACTION_COUNT").intValue()).isEqualTo(3);
            assertThat(last.get("TOTAL_SPENT_USD").decimalValue()).isEqualByComparingTo("10.02");
            assertThat(last.get("AVERAGE_TRANSACTION_USD").decimalValue()).isEqualByComparingTo("3.34");
        }
    }

    @Test
    void theAverageIsRoundedHalfUpToSixDecimals() {
        assertThat(new Usd(5).average(2)).isEqualTo(new Usd(3));
        assertThat(new Usd(20_000_000).average(3)).isEqualTo(new Usd(6_666_667));
        assertThat(new Usd(-5).average(2)).isEqualTo(new Usd(-3));
    }

    @Test
    void sumsAreExactAndIndependentOfTheOrder() {
        List<Sample> samples = new ArrayList<>();
        Random random = new Random(42);
        List<String> currencies = List.of("USD", "EUR", "GBP", "CAD", "AUD", "JPY");
        BigDecimal expected = BigDecimal.ZERO;
        for (int i = 0; i < 500; i++) {
            String currency = currencies.get(random.nextInt(currencies.size()));
            BigDecimal amount = BigDecimal.valueOf(random.nextLong(1_000_00), 2);
            samples.add(usd(amount.toPlainString())
                    .with("CURRENCY", '"' + currency + '"')
                    .id(i));
            expected =
                    expected.add(amount.multiply(StreamRules.defaults().rates().get(currency)));
        }
        for (int round = 0; round < 3; round++) {
            Collections.shuffle(samples, random);
            assertThat(totalOf(samples)).isEqualByComparingTo(expected);
        }
    }

    private static BigDecimal totalOf(List<Sample> samples) {
        try (Derivation derivation = new Derivation()) {
            samples.forEach(derivation::send);
            List<JsonNode> windows = derivation.rows(DerivedTopic.SPEND_BY_WINDOW);
            List<JsonNode> users = derivation.rows(DerivedTopic.USER_SPENDING);
            BigDecimal total =
                    users.get(users.size() - 1).get("TOTAL_SPENT_USD").decimalValue();
            assertThat(windows).hasSize(5 * samples.size());
            assertThat(windows.get(windows.size() - 1).get("TOTAL_SPENT_5MIN").decimalValue())
                    .isEqualByComparingTo(total);
            return total;
        }
    }

    @Test
    void anAmountThatWouldOverflowATotalIsQuarantinedAndTheTotalStays() {
        try (Derivation derivation = new Derivation()) {
            derivation.send(usd("9000000000000"));
            derivation.send(usd("9000000000000"));
            derivation.send(usd("1"));
            List<JsonNode> users = derivation.rows(DerivedTopic.USER_SPENDING);
            assertThat(users).hasSize(2);
            assertThat(users.get(1).get("TOTAL_SPENT_USD").decimalValue()).isEqualByComparingTo("9000000000001");
            assertThat(derivation.rows(DerivedTopic.QUARANTINE)).hasSize(1 + 5).allSatisfy(row -> {
                assertThat(row.get("reason").textValue()).isEqualTo("total_overflow");
                assertThat(row.get("offset").longValue()).isEqualTo(1);
            });
        }
    }

    @Test
    void aRecordIsInEveryWindowThatHoldsItsTimeAndInNoOther() {
        try (Derivation derivation = new Derivation()) {
            derivation.send(usd("1").json(), NOON.plusMillis(30_500));
            assertThat(windows(derivation).keySet())
                    .containsExactly(
                            "2026-03-01T11:56:00Z/2026-03-01T12:01:00Z",
                            "2026-03-01T11:57:00Z/2026-03-01T12:02:00Z",
                            "2026-03-01T11:58:00Z/2026-03-01T12:03:00Z",
                            "2026-03-01T11:59:00Z/2026-03-01T12:04:00Z",
                            "2026-03-01T12:00:00Z/2026-03-01T12:05:00Z");
        }
    }

    @Test
    void aWindowHoldsItsStartAndNotItsEnd() {
        try (Derivation derivation = new Derivation()) {
            derivation.send(usd("1").json(), NOON);
            derivation.send(usd("2").json(), NOON.plus(Duration.ofMinutes(5)).minusMillis(1));
            derivation.send(usd("4").json(), NOON.plus(Duration.ofMinutes(5)));
            Map<String, JsonNode> windows = windows(derivation);
            assertThat(windows.get("2026-03-01T12:00:00Z/2026-03-01T12:05:00Z")
                            .get("TOTAL_SPENT_5MIN")
                            .intValue())
                    .isEqualTo(3);
            assertThat(windows.get("2026-03-01T12:05:00Z/2026-03-01T12:10:00Z")
                            .get("TOTAL_SPENT_5MIN")
                            .intValue())
                    .isEqualTo(4);
        }
    }

    @Test
    void windowsNeverStartBefore1970() {
        try (Derivation derivation = new Derivation()) {
            derivation.send(usd("1").json(), Instant.ofEpochMilli(0));
            assertThat(windows(derivation).keySet()).containsExactly("1970-01-01T00:00:00Z/1970-01-01T00:05:00Z");
        }
    }

    @Test
    void aLateRecordCountsWithinTheGraceAndNotAfterIt() {
        try (Derivation derivation = new Derivation()) {
            Instant lastOfWindow = NOON.plus(Duration.ofMinutes(5)).minusMillis(1);
            derivation.send(usd("1").json(), NOON.plus(Duration.ofMinutes(6)).minusMillis(1));
            derivation.send(usd("2").json(), lastOfWindow);
            assertThat(windows(derivation)).containsKey("2026-03-01T12:00:00Z/2026-03-01T12:05:00Z");
            assertThat(derivation.metric("late-total")).isZero();

            derivation.send(usd("4").json(), NOON.plus(Duration.ofMinutes(6)));
            derivation.records(DerivedTopic.SPEND_BY_WINDOW);
            derivation.send(usd("8").json(), lastOfWindow);
            assertThat(windows(derivation)).hasSize(4).doesNotContainKey("2026-03-01T12:00:00Z/2026-03-01T12:05:00Z");
            assertThat(derivation.metric("late-total")).isEqualTo(1);
            assertThat(derivation.rows(DerivedTopic.USER_SPENDING)).hasSize(4);
        }
    }

    @Test
    void aRecordFromTheFarFutureClosesNoWindow() {
        try (Derivation derivation = new Derivation()) {
            derivation.send(usd("1").json(), Instant.parse("9999-12-31T23:59:59Z"));
            derivation.send(usd("1").json(), NOON.plus(Duration.ofDays(1)).plusMillis(1));
            assertThat(derivation.rows(DerivedTopic.QUARANTINE)).hasSize(2);
            derivation.send(usd("1").json(), NOON);
            assertThat(windows(derivation)).hasSize(5);
        }
    }

    @Test
    void aRowOfATableHasTheNewestTimeOfItsTransactions() {
        try (Derivation derivation = new Derivation()) {
            derivation.send(usd("1").json(), NOON.plusSeconds(10));
            derivation.send(usd("1").json(), NOON);
            assertThat(derivation.records(DerivedTopic.USER_SPENDING).get(1).timestamp())
                    .isEqualTo(NOON.plusSeconds(10).toEpochMilli());
        }
    }

    private static Sample usd(String amount) {
        return Sample.transaction().with("CURRENCY", "\"USD\"").with("AMOUNT", amount);
    }

    private static Map<String, JsonNode> windows(Derivation derivation) {
        Map<String, JsonNode> windows = new LinkedHashMap<>();
        for (TestRecord<byte[], byte[]> record : derivation.records(DerivedTopic.SPEND_BY_WINDOW)) {
            JsonNode row = Derivation.parse(record.value());
            String start = row.get("WINDOW_START").textValue();
            assertThat(record.key()).asString(StandardCharsets.UTF_8).isEqualTo("purchase|" + start);
            windows.put(start + "/" + row.get("WINDOW_END").textValue(), row);
        }
        return windows;
    }
}
