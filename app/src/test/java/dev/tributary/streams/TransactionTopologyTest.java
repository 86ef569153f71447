package dev.tributary.streams;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.streams.StreamRules.BlacklistMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransactionTopologyTest {
    private static final StreamRules RULES = StreamRules.defaults();

    @Test
    void whatIsReplayedOfSomebodyWhoWasErasedIsPassedOver() {
        Instant until = Derivation.NOW.minusSeconds(60);
        Forgotten forgotten = (user, time) -> user.equals("USER-4026") && time <= until.toEpochMilli();
        String theirs = Sample.transaction().with("USER_ID", "\"USER-4026\"").json();
        try (Derivation replay = new Derivation(forgotten)) {
            replay.send(theirs, until);
            replay.send(Sample.transaction().id(2).json(), until);
            replay.send(theirs, until.plusMillis(1));

            assertThat(replay.rows("TRANSACTIONS_SECURE"))
                    .extracting(row -> row.get("TRANSACTION_ID").textValue())
                    .containsExactly("TXN-00000002", "TXN-0000abcd");
            assertThat(replay.rows("USER_SPENDING_BY_TYPE"))
                    .extracting(row -> row.get("TRANSACTION_COUNT").intValue())
                    .containsExactly(1, 1);
            assertThat(replay.records("TRANSACTIONS_QUARANTINE")).isEmpty();
        }
    }

    @Test
    void everyDerivedTopicHasTheColumnsItDocuments() {
        try (Derivation derivation = new Derivation()) {
            for (Status status : Status.values()) {
                derivation.send(Sample.transaction()
                        .with("STATUS", '"' + status.text() + '"')
                        .with("LOCATION", "{\"CITY\":\"Berlin\",\"COUNTRY\":\"Germany\"}"));
            }
            for (DerivedTopic topic : TransactionTopology.derivedTopics()) {
                if (!topic.confidential()) {
                    assertThat(derivation.rows(topic.name()))
                            .as(topic.name())
                            .isNotEmpty()
                            .allSatisfy(
                                    row -> assertThat(Derivation.columns(row)).isEqualTo(topic.columns()));
                }
            }
        }
    }

    @Test
    void aTransactionIsPseudonymisedAndFlattened() {
        try (Derivation derivation = new Derivation()) {
            derivation.send(Sample.transaction());
            TestRecord<byte[], byte[]> record =
                    derivation.records(DerivedTopic.SECURE).get(0);
            JsonNode row = Derivation.parse(record.value());
            assertThat(record.key()).asString(StandardCharsets.UTF_8).isEqualTo("TXN-0000abcd");
            assertThat(record.timestamp()).isEqualTo(Derivation.NOW.toEpochMilli());
            assertThat(row.get("USER_ID_HASHED").textValue()).matches("[0-9a-f]{32}");
            assertThat(row.get("USER_NAME_HASHED").textValue()).matches("[0-9a-f]{32}");
            assertThat(row.get("IP_MASKED").textValue()).isEqualTo("203.0.x.x");
            assertThat(row.get("STREET_MASKED").textValue()).isEqualTo("*** ******");
            assertThat(new String(record.value(), StandardCharsets.UTF_8))
                    .contains("\"TIMESTAMP\":\"2026-03-01T12:00:00.123450Z\"")
                    .contains("\"AMOUNT\":100.5,\"CURRENCY\":\"EUR\",\"CITY\":\"Lyon\",\"COUNTRY\":\"France\"")
                    .contains("\"DEVICE_OS\":\"Linux\",\"DEVICE_BROWSER\":\"Firefox\"}")
                    .doesNotContain("\n");
        }
    }

    @Test
    void underALaterVersionEachPseudonymousRowSaysWhich() {
        PseudonymKeys keys = PseudonymKeys.loadOrCreate(
                Path.of("unused"), Map.of(PseudonymKeys.VARIABLE, "11".repeat(32) + ",2 " + "22".repeat(32)));
        try (Derivation derivation = new Derivation(keys)) {
            derivation.send(Sample.transaction().with("LOCATION", "{\"CITY\":\"Berlin\",\"COUNTRY\":\"Germany\"}"));
            for (DerivedTopic topic : TransactionTopology.derivedTopics()) {
                for (JsonNode row : derivation.rows(topic.name())) {
                    assertThat(row.path(PseudonymKeys.VERSION).asInt())
                            .as(topic.name())
                            .isEqualTo(topic.pseudonymous() ? 2 : 0);
                    assertThat(Derivation.columns(row))
                            .as(topic.name())
                            .filteredOn(column -> !column.equals(PseudonymKeys.VERSION))
                            .isEqualTo(topic.columns());
                }
            }
            derivation.send(Sample.transaction());
            JsonNode secure = derivation.row(DerivedTopic.SECURE);
            assertThat(Derivation.columns(secure)).containsSubsequence("STREET_MASKED", "PSEUDONYM_KEY", "PRODUCT_ID");
            JsonNode spending = derivation.row(DerivedTopic.USER_SPENDING);
            assertThat(spending.get("USER_ID_HASHED")).isEqualTo(secure.get("USER_ID_HASHED"));
            assertThat(spending.get("TRANSACTION_COUNT").intValue()).isEqualTo(2);
            assertThat(secure.get("USER_ID_HASHED").textValue())
                    .isEqualTo(keys.active().pseudonym(PseudonymKeys.USER_ID, "USER-4711"));
        }
    }

    @Test
    void anAmountThatWasSentBeforeThereWereVersionsIsOfVersionOne() {
        Addend old = new Addend(new Usd(5), 1, 7, 1);
        assertThat(old.toBytes()).hasSize(20);
        assertThat(Addend.fromBytes(old.toBytes())).isEqualTo(old);
        Addend later = new Addend(new Usd(5), 1, 7, 3);
        assertThat(Addend.fromBytes(later.toBytes())).isEqualTo(later);
    }

    @ParameterizedTest
    @CsvSource({
        "USD, 100.50, 100.50",
        "EUR, 100.50, 110.55",
        "GBP, 0.01, 0.0125",
        "CAD, 33.33, 24.6642",
        "AUD, 1, 0.65",
        "JPY, 999.99, 6.699933",
        "JPY, -0.01, -0.000067"
    })
    void anAmountIsConvertedExactly(String currency, String amount, String usd) {
        try (Derivation derivation = new Derivation()) {
            derivation.send(
                    Sample.transaction().with("CURRENCY", '"' + currency + '"').with("AMOUNT", amount));
            TestRecord<byte[], byte[]> record =
                    derivation.records(DerivedTopic.USD).get(0);
            assertThat(record.value())
                    .asString(StandardCharsets.UTF_8)
                    .endsWith(",\"AMOUNT_USD\":" + usd + ",\"TARGET_CURRENCY\":\"USD\"}");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"completed", "pending", "failed", "processing", "cancelled"})
    void eachStatusHasItsOwnTopicWithTheRowOfSecure(String status) {
        try (Derivation derivation = new Derivation()) {
            derivation.send(Sample.transaction().with("STATUS", '"' + status + '"'));
            JsonNode secure = derivation.row(DerivedTopic.SECURE);
            for (Status each : Status.values()) {
                assertThat(derivation.rows(each.topic()))
                        .isEqualTo(each.text().equals(status) ? List.of(secure) : List.of());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Glasgow, UK, true",
        "Berlin, Germany, true",
        "Shenzhen, China, true",
        "Berlin, France, false",
        "berlin, Germany, false"
    })
    void blacklistedPlacesAreTaggedAndStayEverywhereElse(String city, String country, boolean blacklisted) {
        try (Derivation derivation = new Derivation()) {
            derivation.send(at(city, country));
            List<JsonNode> rows = derivation.rows(DerivedTopic.BLACKLISTED);
            assertThat(rows).hasSize(blacklisted ? 1 : 0);
            assertThat(rows)
                    .allSatisfy(row ->
                            assertThat(row.get("BLACKLIST_STATUS").textValue()).isEqualTo("BLACKLISTED"));
            assertThat(derivation.rows(DerivedTopic.SECURE)).hasSize(1);
            assertThat(derivation.rows(DerivedTopic.USER_SPENDING)).hasSize(1);
        }
    }

    @Test
    void excludedPlacesAreInTheBlacklistedTopicAlone() {
        try (Derivation derivation = new Derivation(excluding())) {
            derivation.send(at("Berlin", "Germany"));
            for (DerivedTopic topic : TransactionTopology.derivedTopics()) {
                assertThat(derivation.rows(topic.name()))
                        .as(topic.name())
                        .hasSize(topic.name().equals(DerivedTopic.BLACKLISTED) ? 1 : 0);
            }
            derivation.send(at("Hamburg", "Germany"));
            assertThat(derivation.rows(DerivedTopic.SECURE)).hasSize(1);
            assertThat(derivation.rows(DerivedTopic.BLACKLISTED)).isEmpty();
        }
    }

    private static Sample at(String city, String country) {
        return Sample.transaction()
                .with("LOCATION.CITY", '"' + city + '"')
                .with("LOCATION.COUNTRY", '"' + country + '"');
    }

    private static StreamRules excluding() {
        return new StreamRules(RULES.source(), RULES.rates(), RULES.blacklist(), BlacklistMode.EXCLUDE, RULES.window());
    }

    @Test
    void fieldNamesMayBeInAnyCase() {
        try (Derivation derivation = new Derivation()) {
            derivation.send(Sample.transaction());
            JsonNode upper = derivation.row(DerivedTopic.SECURE);
            derivation.send(lowerCaseNames(Sample.transaction().json()));
            assertThat(derivation.row(DerivedTopic.SECURE)).isEqualTo(upper);
            derivation.send(Sample.transaction().json().replace("\"CITY\"", "\"City\""));
            assertThat(derivation.row(DerivedTopic.SECURE)).isEqualTo(upper);
        }
    }

    private static String lowerCaseNames(String json) {
        return java.util.regex.Pattern.compile("\"[A-Z_]+\":")
                .matcher(json)
                .replaceAll(name -> name.group().toLowerCase(Locale.ROOT));
    }

    @Test
    void whatIsMissingOrNullStaysNull() {
        try (Derivation derivation = new Derivation()) {
            derivation.send(Sample.transaction()
                    .with("CUSTOMER_RATING", "null")
                    .with("USER_NAME", "null")
                    .with("SHIPPING_ADDRESS", "null")
                    .without("DEVICE_INFO")
                    .without("LOCATION"));
            JsonNode row = derivation.row(DerivedTopic.SECURE);
            for (String column :
                    List.of("CUSTOMER_RATING", "USER_NAME_HASHED", "IP_MASKED", "STREET_MASKED", "CITY", "DEVICE_OS")) {
                assertThat(row.get(column).isNull()).as(column).isTrue();
            }
        }
    }

    @Test
    void unknownFieldsDoNotComeThrough() {
        try (Derivation derivation = new Derivation()) {
            derivation.send(Sample.transaction().with("EMAIL", "{\"deep\":[\"a@b.example\",1e999]}"));
            assertThat(derivation.row(DerivedTopic.SECURE).toString()).doesNotContain("EMAIL", "example");
        }
    }

    @Test
    void headersOfTheSourceAreNotPassedOn() {
        try (Derivation derivation = new Derivation()) {
            RecordHeaders headers = new RecordHeaders();
            headers.add("user", "USER-4711".getBytes(StandardCharsets.UTF_8));
            byte[] value = Sample.transaction().json().getBytes(StandardCharsets.UTF_8);
            derivation.send(new byte[] {1}, value, headers, Derivation.NOW.toEpochMilli());
            for (DerivedTopic topic : TransactionTopology.derivedTopics()) {
                assertThat(derivation.records(topic.name()))
                        .allSatisfy(record -> assertThat(record.headers()).isEmpty());
            }
        }
    }

    @Test
    void anotherOffsetThanUtcIsConverted() {
        try (Derivation derivation = new Derivation()) {
            derivation.send(Sample.transaction().with("TIMESTAMP", "\"2026-03-01T01:30:00+02:00\""));
            assertThat(derivation.row(DerivedTopic.SECURE).get("TIMESTAMP").textValue())
                    .isEqualTo("2026-02-28T23:30:00Z");
        }
    }

    @Test
    void theDescriptionNamesEveryTopicAndRule() {
        String description = TransactionTopology.describe(RULES);
        assertThat(description).contains("JPY 0.0067", "Glasgow/UK", "300 s long", "Sub-topology: 2");
        assertThat(TransactionTopology.derivedTopics())
                .hasSize(11)
                .allSatisfy(topic -> assertThat(description).contains(topic.name(), topic.rule()));
    }
}
