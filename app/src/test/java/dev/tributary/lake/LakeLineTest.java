package dev.tributary.lake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.testing.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LakeLineTest {
    private final LineWriter writer = new LineWriter(Erasures.NONE);

    @Test
    void aLineIsTheObjectWithItsOriginAsLastMember() {
        assertThat(line(arrival("TXN-1", "{\"A\":1,\"B\":\"x\"}")))
                .isEqualTo(
                        "{\"A\":1,\"B\":\"x\",\"_kafka\":{\"partition\":0,\"offset\":17,\"timestamp\":1763800000000,\"key\":\"TXN-1\"}}\n");
    }

    @Test
    void aTombstoneIsTheOriginAlone() throws NotAnObjectException {
        Arrival tombstone = new Arrival("T", 3, 0, 5, -1, Optional.empty(), Optional.empty(), List.of());

        assertThat(line(tombstone))
                .isEqualTo("{\"_kafka\":{\"partition\":3,\"offset\":5,\"timestamp\":-1,\"key\":null}}\n");
        LakeLine parsed = parse(line(tombstone));
        assertThat(parsed.tombstone()).isTrue();
        assertThat(parsed.json()).isEmpty();
        assertThat(parsed.stamp()).contains(new Stamp(3, 5, -1, Optional.empty(), 0));
    }

    @Test
    void anEmptyObjectIsNotATombstone() throws NotAnObjectException {
        String line = line(arrival("k", "{ }"));

        assertThat(line).startsWith("{ \"_kafka\":{").endsWith("\"key\":\"k\",\"empty\":true}}\n");
        assertThat(parse(line).tombstone()).isFalse();
        assertThat(parse(line).original().orElseThrow()).asString(UTF_8).isEqualTo("{ }");
    }

    @Test
    void breaksBecomeSpacesAndComeBack() throws NotAnObjectException {
        String value = "{\n  \"A\":\r\n1\n}\r\n";
        String line = line(arrival("k", value));

        assertThat(line.indexOf('\n')).isEqualTo(line.length() - 1);
        assertThat(line).contains("\"lf\":[1,9,11,14],\"cr\":[8,13]").doesNotContain("\r");
        assertThat(parse(line).original().orElseThrow()).asString(UTF_8).isEqualTo(value);
        assertThat(parse(line).json().orElseThrow()).asString(UTF_8).isEqualTo(value.replaceAll("[\r\n]", " "));
    }

    @Test
    void whatIsNoObjectBecomesADeadLetterWithItsReason() throws NotAnObjectException {
        String line = line(arrival("k", "line one\nline \"two\"\u0000\u001b"));

        assertThat(line)
                .startsWith(
                        "{\"reason\":\"not JSON: unexpected 'l' at byte 0\",\"raw\":\"line one\\nline \\\"two\\\"\\u0000\\u001b\",\"_kafka\":{");
        DeadLetter letter = DeadLetter.of(parse(line)).orElseThrow();
        assertThat(letter.raw()).asString(UTF_8).isEqualTo("line one\nline \"two\"\u0000\u001b");
        assertThat(letter.stamp().offset()).isEqualTo(17);
    }

    @Test
    void theReservedMemberMakesADeadLetter() throws NotAnObjectException {
        String line = line(arrival("k", "{\"\\u005fkafka\":1}"));

        assertThat(DeadLetter.of(parse(line)).orElseThrow().reason()).isEqualTo("reserved member _kafka");
    }

    @Test
    void aForeignLineIsAllObject() throws NotAnObjectException {
        for (String foreign : List.of(
                "{\"A\":1}",
                "{\"A\":1,\"_kafka\":5}",
                "{\"_kafka\":{\"partition\":0,\"offset\":1,\"timestamp\":2,\"key\":null},\"A\":1}",
                "{\"A\":1, \"_kafka\":{\"partition\":0,\"offset\":1,\"timestamp\":2,\"key\":null}}",
                "{\"A\":1,\"_kafka\":{\"partition\":0,\"offset\":1,\"timestamp\":2,\"key\":null,\"more\":1}}",
                "{\"A\":1,\"_kafka\":{\"offset\":1,\"partition\":0,\"timestamp\":2,\"key\":null}}",
                "{\"_kafka\":1,\"_kafka\":{\"partition\":0,\"offset\":1,\"timestamp\":2,\"key\":null}}")) {
            LakeLine line = parse(foreign);
            assertThat(line.stamp()).as(foreign).isEmpty();
            assertThat(line.tombstone()).isFalse();
            assertThat(line.json().orElseThrow()).asString(UTF_8).isEqualTo(foreign);
        }
    }

    @Test
    void everyRecordComesBackByteForByte() throws NotAnObjectException {
        long seed = Seed.get();
        Random random = new Random(seed);
        RandomJson json = new RandomJson(random);
        for (int i = 0; i < 20_000; i++) {
            byte[] value =
                    random.nextInt(5) == 0 ? bytes(random) : json.object().getBytes(UTF_8);
            Arrival arrival = new Arrival(
                    "T",
                    random.nextInt(100),
                    random.nextInt(3),
                    random.nextLong() >>> 1,
                    switch (random.nextInt(3)) {
                        case 0 -> random.nextLong();
                        case 1 -> Long.MIN_VALUE;
                        default -> -1;
                    },
                    random.nextInt(3) == 0 ? Optional.empty() : Optional.of(bytes(random)),
                    Optional.of(CheckedValue.of(value)),
                    headers(random));
            assertRoundTrip(arrival, "seed " + seed + " round " + i);
        }
    }

    private void assertRoundTrip(Arrival arrival, String hint) throws NotAnObjectException {
        LineBuffer buffer = new LineBuffer();
        writer.write(arrival, buffer);
        assertThat(buffer.bytes()[buffer.length() - 1]).isEqualTo((byte) '\n');
        for (int i = 0; i < buffer.length() - 1; i++) {
            assertThat(buffer.bytes()[i] == '\n' || buffer.bytes()[i] == '\r')
                    .as(hint)
                    .isFalse();
        }
        LakeLine line = LakeLine.parse(buffer.bytes(), 0, buffer.length() - 1);
        byte[] value = arrival.kind() == Kind.DATA
                ? line.original().orElseThrow()
                : DeadLetter.of(line).orElseThrow().raw();
        assertThat(value).as(hint).isEqualTo(arrival.value().orElseThrow().bytes());
        assertThat(line.key().isPresent()).as(hint).isEqualTo(arrival.key().isPresent());
        line.key()
                .ifPresent(
                        key -> assertThat(key).as(hint).isEqualTo(arrival.key().orElseThrow()));
        Stamp stamp = line.stamp().orElseThrow();
        assertThat(stamp.partition()).isEqualTo(arrival.partition());
        assertThat(stamp.offset()).isEqualTo(arrival.offset());
        assertThat(stamp.timestamp()).isEqualTo(arrival.timestamp());
        assertThat(stamp.epoch()).isEqualTo(arrival.epoch());
        assertThat(line.headers()).hasSameSizeAs(arrival.headers());
        for (int i = 0; i < line.headers().size(); i++) {
            RecordHeader now = line.headers().get(i);
            RecordHeader then = arrival.headers().get(i);
            assertThat(now.key()).isEqualTo(then.key());
            assertThat(now.value().orElse(null)).as(hint).isEqualTo(then.value().orElse(null));
        }
    }

    private static List<RecordHeader> headers(Random random) {
        List<RecordHeader> headers = new ArrayList<>();
        for (int n = random.nextInt(4); n > 0; n--) {
            headers.add(new RecordHeader(
                    "h\"" + n, random.nextInt(3) == 0 ? Optional.empty() : Optional.of(bytes(random))));
        }
        return headers;
    }

    private static byte[] bytes(Random random) {
        byte[] bytes = new byte[random.nextInt(12)];
        random.nextBytes(bytes);
        if (random.nextBoolean()) {
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] &= 0x7F;
            }
        }
        return bytes;
    }

    private static Arrival arrival(String key, String value) {
        return new Arrival(
                "T",
                0,
                0,
                17,
                1763800000000L,
                Optional.of(key.getBytes(UTF_8)),
                Optional.of(CheckedValue.of(value.getBytes(UTF_8))),
                List.of());
    }

    private String line(Arrival arrival) {
        LineBuffer buffer = new LineBuffer();
        writer.write(arrival, buffer);
        return new String(buffer.bytes(), 0, buffer.length(), UTF_8);
    }

    private static LakeLine parse(String line) throws NotAnObjectException {
        byte[] bytes = line.replaceAll("\n$", "").getBytes(UTF_8);
        return LakeLine.parse(bytes, 0, bytes.length);
    }
}
