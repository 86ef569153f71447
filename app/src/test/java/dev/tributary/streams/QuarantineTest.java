package dev.tributary.streams;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class QuarantineTest {
    private static final long NOW = Derivation.NOW.toEpochMilli();

    static Stream<Arguments> badInput() {
        return Stream.of(
                bad("not_json", ""),
                bad("not_json", "hello"),
                bad("not_json", "{\"TRANSACTION_ID\":\"x\""),
                bad("not_json", good().json() + good().json()),
                bad("not_json", good().json() + ","),
                bad("not_json", "\uFEFF" + good().json()),
                bad("not_json", good().with("AMOUNT", "1").json().replace(":1,", ":NaN,")),
                bad("not_json", good().json().replace("Martin", "Mar\ntin")),
                bad("not_an_object", "[1,2]"),
                bad("not_an_object", "\"text\""),
                bad("not_an_object", "17"),
                bad("not_an_object", "null"),
                bad("too_deeply_nested", good().json().replaceFirst("\\{", "{\"X\":" + nested(200) + ",")),
                bad("too_deeply_nested", "[".repeat(10_000)),
                bad("beyond_limits", good().json().replaceFirst("\\{", "{\"X\":" + "1".repeat(2000) + ",")),
                bad("duplicate_field", good().json().replaceFirst("\\{", "{\"amount\":1,")),
                bad("duplicate_field", good().json().replaceFirst("\\{", "{\"LOCATION\":null,")),
                bad("wrong_type", good().with("PRODUCT_ID", "17")),
                bad("wrong_type", good().with("LOCATION", "\"Lyon\"")),
                bad("wrong_type", good().with("QUANTITY", "\"3\"")),
                bad("wrong_type", good().with("TRANSACTION_ID", "17")),
                bad("text_too_long", good().with("DISCOUNT_CODE", '"' + "x".repeat(1025) + '"')),
                bad("text_not_encodable", good().json().replace("PROD-123", "\\ud800")),
                bad("number_out_of_range", good().with("QUANTITY", "1e1000000000")),
                bad("number_out_of_range", good().with("TAX_AMOUNT", "1234567890123456789")),
                bad("number_out_of_range", good().with("CUSTOMER_RATING", "1e-19")),
                bad("missing_id", good().without("TRANSACTION_ID")),
                bad("missing_id", good().with("TRANSACTION_ID", "null")),
                bad("missing_id", good().with("TRANSACTION_ID", "\"  \"")),
                bad("missing_user_id", good().without("USER_ID")),
                bad("missing_timestamp", good().without("TIMESTAMP")),
                bad("bad_timestamp", good().with("TIMESTAMP", "\"01/03/2026 12:00\"")),
                bad("bad_timestamp", good().with("TIMESTAMP", "\"2026-03-01T12:00:00\"")),
                bad("bad_timestamp", good().with("TIMESTAMP", "\"2026-02-30T12:00:00Z\"")),
                bad("bad_timestamp", good().with("TIMESTAMP", "\"+12026-03-01T12:00:00Z\"")),
                bad("missing_amount", good().without("AMOUNT")),
                bad("missing_amount", good().with("AMOUNT", "null")),
                bad("amount_not_a_number", good().with("AMOUNT", "\"100.50\"")),
                bad("amount_not_a_number", good().with("AMOUNT", "true")),
                bad("amount_precision", good().with("AMOUNT", "1.005")),
                bad("amount_precision", good().with("AMOUNT", "1e-1000000000")),
                bad("amount_overflow", good().with("AMOUNT", "9000000000000")),
                bad("amount_overflow", good().with("AMOUNT", "1e1000000000")),
                bad("unknown_currency", good().with("CURRENCY", "\"CHF\"")),
                bad("unknown_currency", good().with("CURRENCY", "\"usd\"")),
                bad("unknown_currency", good().without("CURRENCY")),
                bad("unknown_type", good().with("TRANSACTION_TYPE", "\"gift\"")),
                bad("unknown_type", good().without("TRANSACTION_TYPE")),
                bad("unknown_status", good().with("STATUS", "\"lost\"")),
                bad("unknown_status", good().without("STATUS")),
                bad("identifying_text", good().with("TRANSACTION_ID", "\"TXN-USER-4711-1\"")),
                bad(
                        "identifying_text",
                        good().with("BROWSER_OF_USER", "1").with("DEVICE_INFO.BROWSER", "\"at 203.0.113.77\"")),
                bad("identifying_text", good().with("DISCOUNT_CODE", "\"742 Main St\"")),
                bad("identifying_text", good().with("DISCOUNT_CODE", "\"Martin\"")),
                bad("identifying_text", good().with("LOCATION.CITY", "\"69001\"")));
    }

    private static Sample good() {
        return Sample.transaction();
    }

    private static Arguments bad(String reason, Sample sample) {
        return bad(reason, sample.json());
    }

    private static Arguments bad(String reason, String value) {
        return Arguments.of(reason, value);
    }

    private static String nested(int depth) {
        return "{\"X\":".repeat(depth) + "1" + "}".repeat(depth);
    }

    @ParameterizedTest
    @MethodSource("badInput")
    void badInputIsQuarantinedWithItsReasonAndNowhereElse(String reason, String value) throws IOException {
        try (Derivation derivation = new Derivation()) {
            derivation.send(good());
            derivation.send(value);
            derivation.send(good());
            JsonNode row = derivation.row(DerivedTopic.QUARANTINE);
            assertThat(row.get("reason").textValue()).isEqualTo(reason);
            assertThat(row.get("offset").longValue()).isEqualTo(1);
            assertThat(row.get("topic").textValue()).isEqualTo("transaction_log");
            assertThat(row.get("timestamp").longValue()).isEqualTo(NOW);
            assertThat(raw(row)).isEqualTo(value.getBytes(StandardCharsets.UTF_8));
            assertThat(derivation.rows(DerivedTopic.SECURE)).hasSize(2);
            assertThat(derivation.rows(DerivedTopic.USER_SPENDING)).hasSize(2);
        }
    }

    @Test
    void aValueThatIsNotUtf8IsKeptInBase64() throws IOException {
        for (byte[] value : List.of(
                new byte[] {'{', (byte) 0xff, '}'},
                new byte[] {'"', (byte) 0xc0, (byte) 0x80, '"'},
                new byte[] {'"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'},
                "{}".getBytes(StandardCharsets.UTF_16))) {
            JsonNode row = quarantined(null, value, NOW);
            assertThat(row.get("reason").textValue()).isEqualTo("not_utf8");
            assertThat(row.has("raw")).isFalse();
            assertThat(raw(row)).isEqualTo(value);
        }
    }

    @Test
    void aReplacementCharacterThatIsReallyThereIsUtf8() {
        try (Derivation derivation = new Derivation()) {
            derivation.send(good().with("PRODUCT_ID", "\"\uFFFD\""));
            assertThat(derivation.row(DerivedTopic.SECURE).get("PRODUCT_ID").textValue())
                    .isEqualTo("\uFFFD");
        }
    }

    @Test
    void aTombstoneIsQuarantined() {
        JsonNode row = quarantined("TXN-1".getBytes(StandardCharsets.UTF_8), null, NOW);
        assertThat(row.get("reason").textValue()).isEqualTo("null_value");
        assertThat(row.get("raw").isNull()).isTrue();
        assertThat(row.get("key").textValue()).isEqualTo("TXN-1");
    }

    @Test
    void keyAndHeadersAreKeptAsTheyCame() throws IOException {
        try (Derivation derivation = new Derivation()) {
            RecordHeaders headers = new RecordHeaders();
            headers.add("text", "ü".getBytes(StandardCharsets.UTF_8));
            headers.add("binary", new byte[] {(byte) 0xff});
            headers.add("none", null);
            byte[] key = {(byte) 0xfe};
            derivation.send(key, new byte[] {'x'}, headers, NOW);
            TestRecord<byte[], byte[]> record =
                    derivation.records(DerivedTopic.QUARANTINE).get(0);
            JsonNode row = Derivation.parse(record.value());
            assertThat(record.key()).isEqualTo(key);
            assertThat(row.get("key_base64").binaryValue()).isEqualTo(key);
            assertThat(row.get("headers").toString())
                    .isEqualTo("[{\"key\":\"text\",\"value\":\"ü\"},{\"key\":\"binary\",\"value_base64\":\"/w==\"},"
                            + "{\"key\":\"none\",\"value\":null}]");
        }
    }

    @Test
    void aRecordWithoutTimeIsQuarantinedUnderThePresentTime() {
        try (Derivation derivation = new Derivation()) {
            byte[] value = good().json().getBytes(StandardCharsets.UTF_8);
            for (long time : new long[] {-1, -2, Long.MIN_VALUE + 1}) {
                TestRecord<byte[], byte[]> record = afterTime(derivation, value, time);
                JsonNode row = Derivation.parse(record.value());
                assertThat(row.get("reason").textValue()).isEqualTo("record_time_missing");
                assertThat(record.timestamp()).isEqualTo(NOW);
            }
        }
    }

    /** The driver itself refuses negative times, so the extractor's result is sent. */
    private static TestRecord<byte[], byte[]> afterTime(Derivation derivation, byte[] value, long time) {
        derivation.send(null, value, (time & Long.MAX_VALUE) | (1L << 62));
        return derivation.records(DerivedTopic.QUARANTINE).get(0);
    }

    @Test
    void aTimeUpToADayAheadIsTakenAndALaterOneQuarantined() {
        long day = Duration.ofDays(1).toMillis();
        try (Derivation derivation = new Derivation()) {
            byte[] value = good().json().getBytes(StandardCharsets.UTF_8);
            derivation.send(null, value, NOW + day);
            assertThat(derivation.rows(DerivedTopic.SECURE)).hasSize(1);
            derivation.send(null, value, NOW + day + 1);
            JsonNode row = derivation.row(DerivedTopic.QUARANTINE);
            assertThat(row.get("reason").textValue()).isEqualTo("record_time_in_future");
            assertThat(row.get("timestamp").longValue()).isEqualTo(NOW + day + 1);
        }
    }

    @Test
    void fiveMegabytesAreKeptByteForByte() throws IOException {
        byte[] value = new byte[5 * 1024 * 1024];
        new Random(1).nextBytes(value);
        assertThat(raw(quarantined(null, value, NOW))).isEqualTo(value);
        Arrays.fill(value, (byte) 0);
        assertThat(raw(quarantined(null, value, NOW))).isEqualTo(value);
    }

    @Test
    void noRowIsLargerThanTheTopicTakes() {
        int max = 10_000;
        Random random = new Random(2);
        try (Derivation derivation = new Derivation(StreamRules.defaults(), new Limits(max, Duration.ofDays(1)))) {
            for (int size = 0; size < 20_000; size += 500) {
                byte[] value = new byte[size];
                byte[] key = new byte[size / 3];
                RecordHeaders headers = new RecordHeaders();
                for (int i = 0; i < size / 100; i++) {
                    headers.add("h", new byte[] {0});
                }
                if (size % 1000 == 0) {
                    random.nextBytes(value);
                }
                derivation.send(key, value, headers, NOW);
            }
            assertThat(derivation.records(DerivedTopic.QUARANTINE))
                    .hasSize(40)
                    .allSatisfy(record -> assertThat(
                                    record.value().length + (record.key() == null ? 0 : record.key().length))
                            .isLessThan(max))
                    .anySatisfy(record -> assertThat(
                                    Derivation.parse(record.value()).has("raw_omitted_bytes"))
                            .isTrue());
        }
    }

    @Test
    void messagesNeverRepeatTheInput() {
        try (Derivation derivation = new Derivation()) {
            badInput().forEach(input -> derivation.send((String) input.get()[1]));
            derivation.send("USER-4711");
            assertThat(derivation.rows(DerivedTopic.QUARANTINE))
                    .extracting(row -> row.get("message").textValue())
                    .noneMatch(message -> message.contains("4711") || message.contains("Martin"));
        }
    }

    private static JsonNode quarantined(byte[] key, byte[] value, long time) {
        try (Derivation derivation = new Derivation()) {
            derivation.send(key, value, time);
            return derivation.row(DerivedTopic.QUARANTINE);
        }
    }

    private static byte[] raw(JsonNode row) throws IOException {
        return row.has("raw")
                ? row.get("raw").textValue().getBytes(StandardCharsets.UTF_8)
                : row.get("raw_base64").binaryValue();
    }
}
