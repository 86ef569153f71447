package dev.tributary.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tributary.generator.GeneratorConfig.BadInput;
import dev.tributary.generator.GeneratorConfig.Distribution;
import dev.tributary.generator.GeneratorConfig.Time;
import dev.tributary.generator.SourceRecord.Kind;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GeneratorTest {
    private static final int MANY = 60_000;
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    /** What each member of a transaction may look like, in the order of the members. */
    private static final String FORM = "\\{\"TRANSACTION_ID\":\"TXN-[0-9a-f]{8}\","
            + "\"TIMESTAMP\":\"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{6}Z\","
            + "\"USER_ID\":\"USER-[1-9][0-9]{3}\",\"USER_NAME\":\"[A-Z][a-z]+\",\"PRODUCT_ID\":\"PROD-[1-9][0-9]{2}\","
            + "\"AMOUNT\":(1000\\.00|[1-9][0-9]{1,2}\\.[0-9]{2}),\"CURRENCY\":\"(USD|EUR|GBP|CAD|AUD|JPY)\","
            + "\"TRANSACTION_TYPE\":\"(purchase|refund|payment|withdrawal)\","
            + "\"STATUS\":\"(completed|pending|failed|processing|cancelled)\","
            + "\"LOCATION\":\\{\"CITY\":\"([^\"]+)\",\"COUNTRY\":\"([^\"]+)\"},"
            + "\"PAYMENT_METHOD\":\"(credit_card|paypal|bank_transfer|apple_pay|google_pay|cryptocurrency)\","
            + "\"PRODUCT_CATEGORY\":\"(electronics|clothing|books|home_goods|food)\",\"QUANTITY\":([1-9]|10),"
            + "\"SHIPPING_ADDRESS\":\\{\"STREET\":\"[1-9][0-9]{2} Main St\",\"ZIP\":\"[0-9]{5}\","
            + "\"CITY\":\"([^\"]+)\",\"COUNTRY\":\"([^\"]+)\"},"
            + "\"DEVICE_INFO\":\\{\"OS\":\"(Windows|MacOS|Linux|Android|iOS)\","
            + "\"BROWSER\":\"(Chrome|Firefox|Safari|Edge)\",\"IP_ADDRESS\":\"[1-9][0-9]{0,2}(\\.[1-9][0-9]{0,2}){3}\"},"
            + "\"CUSTOMER_RATING\":(null|[1-5]),\"DISCOUNT_CODE\":(null|\"DISCOUNT-[1-9][0-9]{2}\"),"
            + "\"TAX_AMOUNT\":(0|[0-9]{1,3}\\.[0-9]{2})}";

    @Test
    void everyTransactionHasEveryMemberInItsOrderAndForm() {
        assertThat(Configs.stream(Configs.plain(5_000)).map(Configs::text)).allMatch(text -> text.matches(FORM));
    }

    @Test
    void theSameSeedMakesTheSameBytesAndAnotherSeedOthers() {
        BadInput bad = new BadInput(0.02, 0.02, 0.02, 0.02, 0.02, 0.02, 0.02);
        for (Time time : Time.values()) {
            GeneratorConfig config = Configs.bad(2_000, bad, time);
            assertThat(contents(config)).isEqualTo(contents(config));
        }
        assertThat(contents(Configs.lifecycle(2_000, 0.5, Time.LIVE)))
                .isEqualTo(contents(Configs.lifecycle(2_000, 0.5, Time.LIVE)));
        assertThat(contents(Configs.seed(100, 1))).doesNotContainAnyElementsOf(contents(Configs.seed(100, 2)));
    }

    @Test
    void theBytesOfASeedStayTheSameFromVersionToVersion() {
        assertThat(Configs.text(Configs.all(Configs.plain(1)).get(0))).isEqualTo("""
                {"TRANSACTION_ID":"TXN-cd71aba7","TIMESTAMP":"2026-11-11T14:45:32.444755Z","USER_ID":"USER-6018",\
                "USER_NAME":"Jackson","PRODUCT_ID":"PROD-435","AMOUNT":342.17,"CURRENCY":"AUD","TRANSACTION_TYPE":"purchase","STATUS":"completed",\
                "LOCATION":{"CITY":"Brasília","COUNTRY":"Brazil"},"PAYMENT_METHOD":"credit_card","PRODUCT_CATEGORY":"electronics","QUANTITY":9,\
                "SHIPPING_ADDRESS":{"STREET":"972 Main St","ZIP":"34711","CITY":"Brasília","COUNTRY":"Brazil"},\
                "DEVICE_INFO":{"OS":"MacOS","BROWSER":"Chrome","IP_ADDRESS":"162.59.48.90"},"CUSTOMER_RATING":null,\
                "DISCOUNT_CODE":"DISCOUNT-278","TAX_AMOUNT":53.89}""");
    }

    @Test
    void apartFromTheTimesLiveRecordsHangOnTheSeedAlone() {
        GeneratorConfig config = Configs.lifecycle(3_000, 0.4, Time.LIVE);
        InstantSource quick = InstantSource.offset(InstantSource.system(), Duration.ofDays(-400));

        List<String> fixed = new ArrayList<>();
        new Generator(config, Configs.CLOCK).forEachRemaining(item -> fixed.add(withoutTime(item)));
        List<String> moving = new ArrayList<>();
        new Generator(config, quick).forEachRemaining(item -> moving.add(withoutTime(item)));

        assertThat(moving).isEqualTo(fixed);
    }

    @Test
    void theKeyIsTheIdAndTheTimestampIsTheRecordsOwn() {
        assertThat(Configs.all(Configs.plain(1_000))).allSatisfy(item -> {
            JsonNode value = parsed(item);
            assertThat(item.key().map(GeneratorTest::ascii))
                    .contains(value.get("TRANSACTION_ID").asText());
            assertThat(Instant.parse(value.get("TIMESTAMP").asText()).toEpochMilli())
                    .isEqualTo(item.timestamp());
        });
    }

    @Test
    void liveTimeIsTheClocksAndCourseTimeIsWithinTheThirtyDaysBeforeToday() {
        assertThat(parsed(Configs.all(Configs.bad(1, BadInput.NONE, Time.LIVE)).get(0))
                        .get("TIMESTAMP")
                        .asText())
                .isEqualTo("2026-11-22T14:03:11.123456Z");

        Instant today = Instant.parse("2026-11-22T00:00:00Z");
        assertThat(Configs.all(Configs.plain(MANY)))
                .extracting(item -> Instant.ofEpochMilli(item.timestamp()))
                .allMatch(time -> !time.isAfter(today) && !time.isBefore(today.minus(Duration.ofDays(30))))
                .anyMatch(time -> time.isBefore(today.minus(Duration.ofDays(29))))
                .anyMatch(time -> time.isAfter(today.minus(Duration.ofDays(1))));
    }

    @Test
    void everyValueComesUpAboutAsOftenAsTheNext() {
        List<JsonNode> all = parsed(Configs.plain(MANY));

        assertEven(all, node -> node.get("CURRENCY").asText(), 6);
        assertEven(all, node -> node.get("TRANSACTION_TYPE").asText(), 4);
        assertEven(all, node -> node.get("STATUS").asText(), 5);
        assertEven(all, node -> node.get("PAYMENT_METHOD").asText(), 6);
        assertEven(all, node -> node.get("PRODUCT_CATEGORY").asText(), 5);
        assertEven(all, node -> node.get("QUANTITY").asText(), 10);
        assertEven(all, node -> node.get("LOCATION").toString(), 50);
        assertEven(all, node -> node.get("LOCATION").get("COUNTRY").asText(), 10);
        assertEven(all, node -> node.get("DEVICE_INFO").get("OS").asText(), 5);
        assertEven(all, node -> node.get("DEVICE_INFO").get("BROWSER").asText(), 4);
        assertEven(all, node -> Boolean.toString(node.get("CUSTOMER_RATING").isNull()), 2);
        assertEven(all, node -> Boolean.toString(node.get("DISCOUNT_CODE").isNull()), 2);
        assertThat(all)
                .allMatch(node -> node.get("LOCATION")
                        .get("CITY")
                        .equals(node.get("SHIPPING_ADDRESS").get("CITY")));
    }

    @Test
    void sixInAHundredComeFromBlacklistedPlaces() {
        Set<String> blacklisted = Set.of(
                "{\"CITY\":\"Glasgow\",\"COUNTRY\":\"UK\"}",
                "{\"CITY\":\"Berlin\",\"COUNTRY\":\"Germany\"}",
                "{\"CITY\":\"Shenzhen\",\"COUNTRY\":\"China\"}");

        long marked = parsed(Configs.plain(MANY)).stream()
                .filter(node -> blacklisted.contains(node.get("LOCATION").toString()))
                .count();

        assertThat((double) marked / MANY).isCloseTo(0.06, within(0.004));
    }

    @Test
    void amountsAreExactWithTwoDecimalsAndAverage505() {
        BigDecimal sum = BigDecimal.ZERO;
        for (JsonNode node : parsed(Configs.plain(MANY))) {
            BigDecimal amount = node.get("AMOUNT").decimalValue();
            assertThat(amount.scale()).isEqualTo(2);
            assertThat(amount).isBetween(new BigDecimal("10.00"), new BigDecimal("1000.00"));
            sum = sum.add(amount);
        }

        assertThat(sum.doubleValue() / MANY).isCloseTo(505, within(5.0));
    }

    @Test
    void taxIsFiveToTwentyPercentOfWhatIsCompletedAndElseZero() {
        assertThat(parsed(Configs.plain(10_000))).allSatisfy(node -> {
            BigDecimal tax = node.get("TAX_AMOUNT").decimalValue();
            if (node.get("STATUS").asText().equals("completed")) {
                double rate = tax.doubleValue() / node.get("AMOUNT").doubleValue();
                assertThat(tax.scale()).isEqualTo(2);
                assertThat(rate).isBetween(0.0495, 0.2005);
            } else {
                assertThat(tax).isEqualTo(BigDecimal.ZERO);
            }
        });
    }

    @Test
    void idsDoNotRepeat() {
        Set<Integer> seen = new HashSet<>();
        TransactionIds ids = new TransactionIds(7);

        for (int i = 0; i < 300_000; i++) {
            assertThat(seen.add(ids.next())).isTrue();
        }
    }

    @Test
    void aUserHasOneNameWhateverTheSeed() {
        Map<String, String> names = new HashMap<>();

        for (long seed = 1; seed <= 3; seed++) {
            for (JsonNode node : parsed(Configs.seed(20_000, seed))) {
                String name = node.get("USER_NAME").asText();
                assertThat(names.merge(node.get("USER_ID").asText(), name, (before, now) -> now))
                        .isEqualTo(name);
            }
        }
        assertThat(new HashSet<>(names.values())).hasSize(100);
    }

    @Test
    void usersAreAsManyAsConfigured() {
        assertThat(usersOf(Configs.users(20_000, 50, Distribution.UNIFORM))).hasSize(50);
        assertThat(usersOf(Configs.users(100, 1, Distribution.HEAVY_TAILED))).hasSize(1);
        assertThat(usersOf(Configs.plain(MANY)).keySet())
                .hasSizeGreaterThan(8_900)
                .contains("USER-1000", "USER-9999")
                .hasSizeLessThanOrEqualTo(9_000);
    }

    @Test
    void aHeavyTailMeansThatFewUsersHaveManyTransactions() {
        List<Long> counts = usersOf(Configs.users(MANY, 1_000, Distribution.HEAVY_TAILED)).values().stream()
                .sorted((one, other) -> Long.compare(other, one))
                .toList();

        assertThat(counts.get(0).doubleValue() / MANY).isCloseTo(1 / 7.485, within(0.01));
        assertThat(counts.get(0).doubleValue() / counts.get(1)).isCloseTo(2, within(0.2));
    }

    @ParameterizedTest
    @EnumSource(Time.class)
    void lifecyclesGoFromPendingOverProcessingToAnEndWithTheSameIdAndLaterTimes(Time time) {
        Map<String, List<SourceRecord>> byId = Configs.stream(Configs.lifecycle(12_000, 0.3, time))
                .collect(Collectors.groupingBy(item -> ascii(item.key().orElseThrow())));
        List<List<SourceRecord>> lifecycles =
                byId.values().stream().filter(records -> records.size() > 1).toList();

        assertThat((double) lifecycles.size() / byId.size()).isCloseTo(0.3, within(0.02));
        assertThat(lifecycles).allSatisfy(records -> {
            assertThat(records)
                    .extracting(item -> parsed(item).get("STATUS").asText())
                    .satisfies(statuses -> assertThat(String.join(" ", statuses))
                            .matches("pending processing (completed|failed|cancelled)"));
            assertThat(records)
                    .extracting(SourceRecord::kind)
                    .containsExactly(Kind.TRANSACTION, Kind.LIFECYCLE_STEP, Kind.LIFECYCLE_STEP);
            assertThat(records)
                    .extracting(item -> parsed(item).get("AMOUNT"))
                    .hasSize(3)
                    .containsOnly(parsed(records.get(0)).get("AMOUNT"));
            assertThat(records.get(0).timestamp()).isLessThan(records.get(1).timestamp());
            assertThat(records.get(1).timestamp()).isLessThan(records.get(2).timestamp());
        });
        assertThat(byId.values().stream().mapToInt(List::size).sum()).isEqualTo(12_000);
    }

    @Test
    void badInputOfEachKindHasItsShareAndItsForm() {
        BadInput bad = new BadInput(0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.07);
        List<SourceRecord> all = Configs.all(Configs.bad(MANY, bad, Time.LIVE));
        Map<Kind, List<SourceRecord>> byKind = all.stream().collect(Collectors.groupingBy(SourceRecord::kind));

        assertShare(byKind, Kind.NOT_JSON, 0.01);
        assertShare(byKind, Kind.NOT_OBJECT, 0.02);
        assertShare(byKind, Kind.MISSING_ID, 0.03);
        assertShare(byKind, Kind.UNKNOWN_CURRENCY, 0.04);
        assertShare(byKind, Kind.DUPLICATE, 0.05);
        assertShare(byKind, Kind.LATE, 0.06);
        assertShare(byKind, Kind.TOMBSTONE, 0.07);
        assertThat(byKind.get(Kind.NOT_JSON)).noneMatch(GeneratorTest::isJson);
        assertThat(byKind.get(Kind.NOT_OBJECT))
                .allMatch(GeneratorTest::isJson)
                .noneMatch(item -> parsed(item).isObject());
        assertThat(byKind.get(Kind.MISSING_ID))
                .allMatch(item -> item.key().isEmpty() && !parsed(item).has("TRANSACTION_ID"))
                .allMatch(item -> parsed(item).size() == 17);
        assertThat(byKind.get(Kind.UNKNOWN_CURRENCY))
                .allMatch(item -> Set.of("XXX", "QQQ", "ZZZ")
                        .contains(parsed(item).get("CURRENCY").asText()));
        assertThat(byKind.get(Kind.LATE)).allMatch(item -> item.timestamp() <= Configs.NOW.toEpochMilli() - 3_600_000);
        assertThat(byKind.get(Kind.TOMBSTONE))
                .allMatch(item -> item.value().isEmpty() && item.key().isPresent());
        assertThat(all)
                .noneMatch(item -> item.value()
                        .map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1).contains("\n"))
                        .orElse(false));
    }

    @Test
    void aDuplicateIsTheSameRecordOnceMoreAndNeverAThirdTime() {
        BadInput bad = new BadInput(0, 0, 0, 0, 0.3, 0, 0);
        Map<String, List<SourceRecord>> byValue =
                Configs.stream(Configs.bad(20_000, bad, Time.COURSE)).collect(Collectors.groupingBy(Configs::text));

        assertThat(byValue.values()).allSatisfy(records -> {
            assertThat(records).hasSizeBetween(1, 2);
            assertThat(records)
                    .extracting(SourceRecord::timestamp)
                    .containsOnly(records.get(0).timestamp());
            assertThat(records)
                    .extracting(item -> ascii(item.key().orElseThrow()))
                    .containsOnly(ascii(records.get(0).key().orElseThrow()));
        });
    }

    @Test
    void sharesThatAddUpToMoreThanAllAreRefused() {
        assertThatThrownBy(() -> new BadInput(0.5, 0.5, 0.1, 0, 0, 0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("generator.bad.*")
                .hasMessageContaining("1.1");
    }

    @Test
    void aGeneratorMakesExactlyAsManyRecordsAsConfigured() {
        assertThat(Configs.all(Configs.plain(0))).isEmpty();
        assertThat(Configs.all(Configs.lifecycle(1, 1, Time.LIVE))).hasSize(1);
        assertThat(Configs.all(Configs.lifecycle(1_001, 1, Time.LIVE))).hasSize(1_001);
        Iterator<SourceRecord> endless = new Generator(Configs.rate(java.util.OptionalLong.empty(), 1), Configs.CLOCK);
        assertThat(endless).hasNext();
    }

    private static Map<String, Long> usersOf(GeneratorConfig config) {
        return parsed(config).stream()
                .collect(Collectors.groupingBy(node -> node.get("USER_ID").asText(), Collectors.counting()));
    }

    private static void assertShare(Map<Kind, List<SourceRecord>> byKind, Kind kind, double share) {
        double found = (double) byKind.getOrDefault(kind, List.of()).size() / MANY;
        assertThat(found).as("share of %s", kind).isCloseTo(share, within(0.1 * share + 0.001));
    }

    private static void assertEven(List<JsonNode> all, Function<JsonNode, String> member, int choices) {
        Map<String, Long> counts = all.stream().collect(Collectors.groupingBy(member, Collectors.counting()));
        double expected = (double) all.size() / choices;
        assertThat(counts).hasSize(choices);
        assertThat(counts)
                .allSatisfy((value, count) -> assertThat(count.doubleValue())
                        .as("how often %s", value)
                        .isCloseTo(expected, within(5 * Math.sqrt(expected))));
    }

    private static List<JsonNode> parsed(GeneratorConfig config) {
        return Configs.stream(config).map(GeneratorTest::parsed).toList();
    }

    private static JsonNode parsed(SourceRecord item) {
        try {
            return JSON.readTree(item.value().orElseThrow());
        } catch (IOException e) {
            throw new AssertionError("no JSON: " + Configs.text(item), e);
        }
    }

    private static boolean isJson(SourceRecord item) {
        try {
            JSON.readTree(item.value().orElseThrow());
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static List<String> contents(GeneratorConfig config) {
        return Configs.stream(config)
                .map(item -> item.kind() + " " + item.timestamp() + " "
                        + item.key().map(GeneratorTest::ascii) + " "
                        + item.value().map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1)))
                .toList();
    }

    private static String withoutTime(SourceRecord item) {
        return Configs.text(item).replaceFirst("\"TIMESTAMP\":\"[^\"]*\"", "");
    }

    private static String ascii(byte[] bytes) {
        return new String(bytes, StandardCharsets.US_ASCII);
    }
}
