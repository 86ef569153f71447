package dev.tributary.streams;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/** Makes the pseudonyms of one column: 32 hex digits that only the holder of the key can make. Not safe for use by several threads. */
final class Pseudonym {
    static final int BYTES = 16;

    private static final int REMEMBERED = 16_384;

    private final Mac mac;
    private final Map<String, String> recent = new Recent<>(REMEMBERED);

    Pseudonym(Mac mac) {
        this.mac = mac;
    }

    @Nullable
    String ofNullable(@Nullable String text) {
        return text == null ? null : of(text);
    }

    String of(String text) {
        return recent.computeIfAbsent(text, this::compute);
    }

    private String compute(String text) {
        byte[] digest = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest, 0, BYTES);
    }
}
