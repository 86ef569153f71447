package dev.tributary.lake;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.testing.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonShapeTest {
    private final JsonShape shape = new JsonShape();

    @Test
    void itIsLearnedFromTheSecondObjectInARowThatDoesNotFit() {
        assertThat(fits("{\"a\":1}")).isFalse();
        assertThat(learn("{\"a\":1}", 5, 6)).isFalse();
        assertThat(fits("{\"a\":2}")).isFalse();
        assertThat(learn("{\"a\":2}", 5, 6)).isTrue();

        assertThat(fits("{\"a\":-1.5e3}")).isTrue();
        assertThat(fits("{\"b\":3}")).isFalse();
        assertThat(learn("{\"b\":3}", 5, 6)).as("one that differs").isFalse();
        assertThat(fits("{\"a\":\"\\u00e9}\"}")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":1",
                "{\"a\":",
                "{\"a\":}",
                "{\"a\":1} ",
                " {\"a\":1}",
                "{\"a\":01}",
                "{\"a\":tru}",
                "{\"a\":\"\n\"}",
                "{\"a\":{}}",
                "{\"a\":1,\"b\":1}",
                "{\"b\":1}",
                "",
            })
    void whateverElseDoesNotFit(String text) {
        learnSecond("{\"a\":1}", 5, 6);
        assertThat(fits("{\"a\":null}")).isTrue();

        assertThat(fits(text)).isFalse();
    }

    @Test
    void whereNoObjectIsLikeAnotherFewAreCompared() {
        learnSecond("{\"a\":1}", 5, 6);
        for (int other = 0; other < 100; other++) {
            assertThat(fits("{\"" + other + "\":1}")).isFalse();
        }
        assertThat(fits("{\"a\":1}")).as("no longer compared").isFalse();

        boolean learned = false;
        for (int n = 0; n < 64 && !learned; n++) {
            fits("{\"a\":1}");
            learned = learn("{\"a\":1}", 5, 6);
        }
        assertThat(learned).isTrue();
        assertThat(fits("{\"a\":2}")).as("compared again").isTrue();
    }

    @Test
    void placesAreFoundAgain() {
        learnSecond("{\"a\":1,\"bc\":\"d\"}", 5, 6, 12, 15);
        assertThat(fits("{\"a\":1000,\"bc\":null}")).isTrue();

        assertThat(IntStream.of(0, 2, 5, 6, 8, 12, 15).map(shape::moved)).containsExactly(0, 2, 5, 9, 11, 15, 19);
    }

    @Test
    void anObjectOfVeryManyScalarsIsRecognisedAnew() {
        JsonGate gate = new JsonGate();
        byte[] object = ("{\"a\":[" + "1,".repeat(10_000) + "1]}").getBytes(UTF_8);
        for (int n = 0; n < 4; n++) {
            assertThat(gate.accepts(object, 0, object.length)).isTrue();
            assertThat(gate.closingBrace()).isEqualTo(object.length - 1);
        }
    }

    @Test
    void aGateThatKnowsTheShapeSaysTheSameAsOneThatDoesNot() {
        long seed = Seed.get();
        Random random = new Random(seed);
        for (int i = 0; i < 4_000; i++) {
            long shapeSeed = random.nextLong();
            JsonMembers members = new JsonMembers();
            JsonGate knowing = new JsonGate(members);
            for (int n = 0; n < 8; n++) {
                byte[] bytes = objectOfOneShape(shapeSeed, random);
                if (n > 1 && random.nextBoolean()) {
                    JsonGateTest.mutate(bytes, random);
                }
                int first = random.nextInt(3);
                byte[] buffer = new byte[first + bytes.length + random.nextInt(20)];
                System.arraycopy(bytes, 0, buffer, first, bytes.length);
                JsonMembers others = new JsonMembers();
                JsonGate fresh = new JsonGate(others);
                int to = first + bytes.length;
                assertThat(knowing.accepts(buffer, first, to))
                        .as("seed %d: %s", seed, new String(bytes, ISO_8859_1))
                        .isEqualTo(fresh.accepts(buffer, first, to));
                assertThat(facts(knowing, members))
                        .as("seed %d: %s", seed, new String(bytes, ISO_8859_1))
                        .isEqualTo(facts(fresh, others));
            }
        }
    }

    /** Most without line breaks, which keep a shape from being learned. */
    private static byte[] objectOfOneShape(long shapeSeed, Random random) {
        String text = new RandomJson(new Random(shapeSeed), random).object().replace("\"a\"", "\"_kafka\"");
        return (shapeSeed % 4 == 0 ? text : text.replace('\n', ' ').replace('\r', ' ')).getBytes(UTF_8);
    }

    private static List<Object> facts(JsonGate gate, JsonMembers members) {
        if (!gate.reason().isEmpty()) {
            return List.of(gate.reason());
        }
        List<Object> facts = new ArrayList<>(List.of(
                gate.closingBrace(), gate.empty(), gate.reservedMembers(), gate.lineFeeds(), gate.carriageReturns()));
        if (gate.reservedMembers() > 0) {
            facts.add(gate.reservedAt());
        }
        for (int i = 0; i < members.size(); i++) {
            facts.add(List.of(members.nameFrom(i), members.nameTo(i), members.valueFrom(i), members.valueTo(i)));
        }
        return facts;
    }

    private void learnSecond(String text, int... scalars) {
        fits(text);
        fits(text);
        assertThat(learn(text, scalars)).isTrue();
    }

    private boolean fits(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return shape.fits(bytes, 0, bytes.length);
    }

    private boolean learn(String text, int... scalars) {
        for (int i = 0; i < scalars.length; i += 2) {
            shape.scalar(scalars[i], scalars[i + 1]);
        }
        byte[] bytes = text.getBytes(UTF_8);
        return shape.learn(bytes, 0, bytes.length);
    }
}
