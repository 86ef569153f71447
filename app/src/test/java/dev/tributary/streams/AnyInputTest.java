package dev.tributary.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** No input whatever stops the topology: each record is a transaction or in the quarantine. */
class AnyInputTest {
    private static final int INPUTS = 10_000;
    private static final long SEED = 7;

    private final Random random = new Random(SEED);

    @Test
    void everyRecordIsEitherDerivedOrQuarantined() {
        int derived = 0;
        int quarantined = 0;
        try (Derivation derivation = new Derivation()) {
            for (int i = 0; i < INPUTS; i++) {
                derivation.send(random.nextBoolean() ? null : bytes(), value(), time());
            }
            derived = derivation.records(DerivedTopic.SECURE).size();
            quarantined = derivation.records(DerivedTopic.QUARANTINE).stream()
                    .map(record ->
                            Derivation.parse(record.value()).get("reason").textValue())
                    .peek(reason -> assertThat(reason).as("seed " + SEED).isNotEqualTo("internal_error"))
                    .toList()
                    .size();
        }
        assertThat(derived + quarantined).as("seed " + SEED).isEqualTo(INPUTS);
        assertThat(derived).isPositive();
        assertThat(quarantined).isPositive();
    }

    private byte[] value() {
        byte[] good = Sample.transaction().json().getBytes(StandardCharsets.UTF_8);
        return switch (random.nextInt(6)) {
            case 0 -> bytes();
            case 1 -> Arrays.copyOf(good, random.nextInt(good.length));
            case 2 -> swapped(good);
            default -> mutated(good);
        };
    }

    private byte[] bytes() {
        byte[] bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
        return bytes;
    }

    private byte[] mutated(byte[] good) {
        byte[] tokens = "{}[]\":,.-+eE019ntf\\u \n\u0000".getBytes(StandardCharsets.UTF_8);
        for (int i = random.nextInt(3); i >= 0; i--) {
            good[random.nextInt(good.length)] =
                    random.nextBoolean() ? tokens[random.nextInt(tokens.length)] : (byte) random.nextInt();
        }
        return good;
    }

    private byte[] swapped(byte[] good) {
        int length = random.nextInt(40);
        int from = random.nextInt(good.length - length);
        int to = random.nextInt(good.length - length);
        byte[] swapped = good.clone();
        System.arraycopy(good, from, swapped, to, length);
        return swapped;
    }

    private long time() {
        return switch (random.nextInt(10)) {
            case 0 -> random.nextLong() & Long.MAX_VALUE;
            case 1 -> 0;
            default -> Derivation.NOW.toEpochMilli() + random.nextInt(600_000);
        };
    }
}
