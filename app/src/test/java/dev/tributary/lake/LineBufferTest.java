package dev.tributary.lake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LineBufferTest {
    @Test
    void numbersAreWrittenInDecimal() {
        LongStream powers = LongStream.iterate(10, power -> power * 10).limit(18);
        LongStream around = powers.flatMap(power -> LongStream.of(power - 1, power, power + 1, power + power / 10));
        LongStream.concat(around, LongStream.of(0, 7, -1, -10, Long.MAX_VALUE, Long.MIN_VALUE))
                .forEach(number -> {
                    LineBuffer line =
                            new LineBuffer().add('<').addNumber(number).add('>');
                    assertThat(new String(line.bytes(), 0, line.length(), UTF_8))
                            .isEqualTo("<" + number + ">");
                });
    }
}
