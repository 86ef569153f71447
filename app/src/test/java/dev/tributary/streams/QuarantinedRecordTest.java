package dev.tributary.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.streams.QuarantinedRecord.Header;
import dev.tributary.streams.QuarantinedRecord.Part;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the topology writes to its quarantine can be read back, byte for byte, and a resubmitted record names where it was. */
class QuarantinedRecordTest {
    private static final long NOW = Derivation.NOW.toEpochMilli();
    private static final byte[] BINARY = {(byte) 0xFF, 0, (byte) 0xC0};

    static Stream<byte[]> values() {
        byte[] large = new byte[5_000_000];
        Arrays.fill(large, (byte) 0x1B);
        byte[] veryLarge = new byte[16 << 20];
        Arrays.fill(veryLarge, (byte) 0xFE);
        return Stream.of(new byte[0], BINARY, bytes("not JSON \u0000\u001b[2J \"\\ ü😀"), large, veryLarge);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @MethodSource("values")
    void everyByteComesBack(byte[] value) {
        try (Derivation derivation = new Derivation()) {
            RecordHeaders headers = new RecordHeaders();
            headers.add("text", bytes("ü")).add("binary", BINARY).add("none", null);
            derivation.send(BINARY, value, headers, NOW);

            QuarantinedRecord read = read(derivation);

            assertThat(read.topic()).isEqualTo("transaction_log");
            assertThat(read.partition()).isZero();
            assertThat(read.offset()).isZero();
            assertThat(read.timestamp()).isEqualTo(NOW);
            assertThat(read.key().bytes()).contains(BINARY);
            assertThat(read.raw().bytes()).contains(value);
            assertThat(read.headers()).extracting(Header::key).containsExactly("text", "binary", "none");
            assertThat(read.headers().get(1).value().bytes()).contains(BINARY);
            assertThat(read.headers().get(2).value()).isEqualTo(Part.NONE);
        }
    }

    @Test
    void noKeyAndNoValueComeBackAsNone() {
        try (Derivation derivation = new Derivation()) {
            derivation.send(null, null, NOW);

            QuarantinedRecord read = read(derivation);

            assertThat(read.reason()).isEqualTo("null_value");
            assertThat(read.key()).isEqualTo(Part.NONE);
            assertThat(read.raw()).isEqualTo(Part.NONE);
        }
    }

    private static QuarantinedRecord read(Derivation derivation) {
        List<TestRecord<byte[], byte[]>> rows = derivation.records(DerivedTopic.QUARANTINE);
        assertThat(rows).hasSize(1);
        return QuarantinedRecord.read(rows.get(0).value()).orElseThrow();
    }

    @Test
    void whatTheTopologyDidNotWriteIsOfAnotherForm() {
        for (String value :
                List.of("", "17", "{}", "{\"raw\":\"x\"}", "{\"reason\":", "{\"reason\":\"x\",\"topic\":1}")) {
            assertThat(QuarantinedRecord.read(bytes(value))).as(value).isEmpty();
        }
    }

    @Test
    void whereARecordWasResubmittedFromIsInTheHeadersOfItsRows() {
        try (Derivation derivation = new Derivation()) {
            send(derivation, "transaction_log/0/1234", Sample.transaction().json());
            send(derivation, "transaction_log/1/7/2", "still bad");

            assertThat(from(derivation, DerivedTopic.SECURE)).containsExactly("transaction_log/0/1234");
            assertThat(from(derivation, DerivedTopic.USD)).containsExactly("transaction_log/0/1234");
            assertThat(from(derivation, "TRANSACTIONS_COMPLETED")).containsExactly("transaction_log/0/1234");
            assertThat(from(derivation, DerivedTopic.QUARANTINE)).containsExactly("transaction_log/1/7/2");
            assertThat(from(derivation, DerivedTopic.USER_SPENDING)).isEmpty();
        }
    }

    @Test
    void nothingButCoordinatesInTheSourceIsPassedOn() {
        for (String secret :
                List.of("USER-4711", "USER-4711/0/1", "transaction_log/0/1 USER-4711", "transaction_log/0/")) {
            try (Derivation derivation = new Derivation()) {
                send(derivation, secret, Sample.transaction().json());

                assertThat(derivation.records(DerivedTopic.SECURE))
                        .as(secret)
                        .singleElement()
                        .satisfies(row -> assertThat(row.headers()).isEmpty());
            }
        }
    }

    private static void send(Derivation derivation, String from, String value) {
        RecordHeaders headers = new RecordHeaders();
        headers.add(ResubmittedFrom.HEADER, bytes(from)).add("other", bytes("USER-4711"));
        derivation.send(null, bytes(value), headers, NOW);
    }

    private static List<String> from(Derivation derivation, String topic) {
        return derivation.records(topic).stream()
                .flatMap(row -> Stream.of(row.headers().toArray()))
                .map(header -> header.key() + "=" + new String(header.value(), StandardCharsets.UTF_8))
                .map(text -> text.replaceFirst("^" + ResubmittedFrom.HEADER + "=", ""))
                .toList();
    }
}
