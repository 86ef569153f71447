package dev.tributary.lake;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.tributary.testing.Seed;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonGateTest {
    private static final JsonFactory JACKSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(JsonGate.MAX_DEPTH)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final JsonGate gate = new JsonGate();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                " { } ",
                "{\"a\":1}",
                "{\"a\":[]}",
                "{\"a\":[{}, [], {\"b\":[1,2]}]}",
                "{\"a\":-0.5e+30,\"a\":123456789012345678901234567890}",
                "{\"\":null,\"t\":true,\"f\":false}",
                "{\"a\":\"\\u00e9\\ud800\\n\\/\",\"é\":\"😀\u2028\u007f\"}",
                "\t\r\n{\n\"a\"\r:\n1\n}\n",
            })
    void objectsPass(String text) {
        assertThat(accepts(text)).as(gate.reason()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "text",
                "1",
                "\"s\"",
                "[]",
                "[{}]",
                "null",
                "true",
                "{}{}",
                "{} 1",
                "{\"a\":1}}",
                "{",
                "{\"a\"",
                "{\"a\":",
                "{\"a\":1",
                "{\"a\":1,",
                "{\"a\":1,}",
                "{,}",
                "{\"a\" 1}",
                "{'a':1}",
                "{a:1}",
                "{\"a\":01}",
                "{\"a\":1.}",
                "{\"a\":.5}",
                "{\"a\":+1}",
                "{\"a\":1e}",
                "{\"a\":-}",
                "{\"a\":NaN}",
                "{\"a\":tru}",
                "{\"a\":nulll}",
                "{\"a\":[1,]}",
                "{\"a\":[1}",
                "{\"a\":{]}",
                "{\"a\":\"\n\"}",
                "{\"a\":\"\t\"}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12g4\"}",
                "{\"a\":\"\\u12\"}",
                "{\"a\":\"",
                "{\"a\":\"\\",
                "\uFEFF{}",
                "{}\u0000",
                "{\"a\":1//c\n}",
                "\u00a0{}",
            })
    void everythingElseIsRefusedWithAReason(String text) {
        assertThat(accepts(text)).isFalse();
        assertThat(gate.reason()).isNotBlank().doesNotContain("\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u00c0\u00af", // overlong slash
                "\u00c1\u00bf",
                "\u00e0\u0080\u00af",
                "\u00ed\u00a0\u0080", // a surrogate
                "\u00f0\u0080\u0080\u00af",
                "\u00f4\u0090\u0080\u0080", // above U+10FFFF
                "\u00f5\u0080\u0080\u0080",
                "\u0080",
                "\u00e2\u0082", // cut short
                "\u00ff",
            })
    void bytesThatAreNotUtf8AreRefused(String latin) {
        byte[] bytes = ("{\"a\":\"" + latin + "\"}").getBytes(ISO_8859_1);

        assertThat(gate.accepts(bytes, 0, bytes.length)).isFalse();
        assertThat(gate.reason()).contains("not UTF-8");
    }

    @Test
    void nestingEndsAtItsLimit() {
        assertThat(accepts(nested(JsonGate.MAX_DEPTH))).isTrue();
        assertThat(accepts(nested(JsonGate.MAX_DEPTH + 1))).isFalse();
        assertThat(accepts(nested(10_000))).isFalse();
        assertThat(gate.reason()).contains("nested deeper than 512");
    }

    @Test
    void breaksBetweenTokensAreReported() {
        assertThat(accepts("\n{\r\n\"a\\n\":\n1}\r")).isTrue();

        assertThat(gate.lineFeeds()).containsExactly(0, 3, 10);
        assertThat(gate.carriageReturns()).containsExactly(2, 13);
        assertThat(gate.closingBrace()).isEqualTo(12);
    }

    @Test
    void theReservedNameIsFoundHoweverItIsEscaped() {
        for (String name :
                List.of("_kafka", "\\u005fkafka", "_k\\u0061fk\\u0061", "\\u005F\\u006b\\u0061\\u0066\\u006B\\u0061")) {
            assertThat(accepts("{\"a\":1,\"" + name + "\":2}")).isTrue();
            assertThat(gate.reservedMembers()).as(name).isEqualTo(1);
            assertThat(gate.reservedAt()).isEqualTo(7);
        }
    }

    @Test
    void otherNamesAndDeeperOnesAreNotReserved() {
        for (String text : List.of(
                "{\"_kafk\":1}",
                "{\"_kafka2\":1}",
                "{\"\\\\u005fkafka\":1}",
                "{\"a\":{\"_kafka\":1}}",
                "{\"a\":\"_kafka\"}",
                "{\"a\":[{\"_kafka\":1}]}",
                "{\"_kafk\\n\":1}")) {
            assertThat(accepts(text)).as(text).isTrue();
            assertThat(gate.reservedMembers()).as(text).isZero();
        }
    }

    @Test
    void itsVerdictsAreThoseOfJacksonWithWhatJacksonMisses() throws IOException {
        long seed = Seed.get();
        Random random = new Random(seed);
        RandomJson json = new RandomJson(random);
        int accepted = 0;
        for (int i = 0; i < 60_000; i++) {
            byte[] bytes = json.object().getBytes(UTF_8);
            mutate(bytes, random);
            boolean ours = gate.accepts(bytes, 0, bytes.length);
            accepted += ours ? 1 : 0;
            assertThat(ours)
                    .as("seed %d: %s: %s", seed, new String(bytes, ISO_8859_1), gate.reason())
                    .isEqualTo(jacksonAccepts(bytes));
        }
        assertThat(accepted).isBetween(5_000, 55_000);
    }

    static void mutate(byte[] bytes, Random random) {
        String interesting = "{}[]\",:\\u0eE+-.123 \n\t/ tfn";
        for (int n = random.nextInt(3); n > 0 && bytes.length > 0; n--) {
            int at = random.nextInt(bytes.length);
            bytes[at] = random.nextInt(4) == 0
                    ? (byte) random.nextInt(256)
                    : (byte) interesting.charAt(random.nextInt(interesting.length()));
        }
    }

    static boolean jacksonAccepts(byte[] bytes) throws IOException {
        if (!Utf8.isText(bytes, 0, bytes.length) || bytes.length == 0 || bytes[0] == (byte) 0xEF) {
            return false;
        }
        try (JsonParser parser = JACKSON.createParser(bytes)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            for (int depth = 1; depth > 0; ) {
                JsonToken token = parser.nextToken();
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                if (token == JsonToken.VALUE_STRING) {
                    parser.getText();
                }
            }
            return parser.nextToken() == null;
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            return false;
        }
    }

    private boolean accepts(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return gate.accepts(bytes, 0, bytes.length);
    }

    private static String nested(int depth) {
        return "{\"a\":".repeat(1) + "[".repeat(depth - 1) + "]".repeat(depth - 1) + "}";
    }
}
