package dev.tributary.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldReaderTest {
    @Test
    void theFirstFaultIsToldByItsPlaceInCharacters() {
        assertThat(rejection("{\"A\":\"ee\",}".getBytes(StandardCharsets.UTF_8)).text())
                .endsWith("at character 10");
        assertThat(rejection("{\"A\":\"é😀\",}".getBytes(StandardCharsets.UTF_8))
                        .text())
                .endsWith("at character 11");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-16", "UTF-32LE", "UTF-32BE"})
    void noOtherEncodingIsGuessed(String charset) {
        RejectedException rejection = rejection("{\"AMOUNT\":1}".getBytes(Charset.forName(charset)));
        assertThat(rejection.reason()).isIn(Reason.NOT_JSON, Reason.NOT_UTF8);
    }

    private static RejectedException rejection(byte[] value) {
        return catchThrowableOfType(RejectedException.class, () -> new FieldReader().read(value));
    }
}
