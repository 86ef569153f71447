package dev.tributary.quarantine;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.CRC32C;

/** Short forms of what a record holds. */
final class Words {
    private static final int PREVIEW_CHARACTERS = 80;
    private static final int PREVIEW_BYTES = 4 * PREVIEW_CHARACTERS;
    private static final int PREVIEW_BINARY = 48;

    private Words() {}

    /** What stands before the colon of a reason, as a word: {@code not_json} of {@code not JSON: unexpected 't' at byte 0}. */
    static String code(String reason) {
        int colon = reason.indexOf(':');
        String kind = colon < 0 ? reason : reason.substring(0, colon);
        return kind.strip().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
    }

    static OptionalLong size(Optional<byte[]> bytes, long omitted) {
        return omitted > 0
                ? OptionalLong.of(omitted)
                : bytes.map(value -> OptionalLong.of(value.length)).orElseGet(OptionalLong::empty);
    }

    /** The first characters, or the first bytes in Base64 where they are no text. */
    static String preview(byte[] bytes) {
        int length = Math.min(bytes.length, PREVIEW_BYTES);
        CharBuffer characters = CharBuffer.allocate(PREVIEW_CHARACTERS);
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CoderResult result = decoder.decode(ByteBuffer.wrap(bytes, 0, length), characters, length == bytes.length);
        if (result.isError()) {
            byte[] first = Arrays.copyOf(bytes, Math.min(bytes.length, PREVIEW_BINARY));
            return "base64:" + Base64.getEncoder().encodeToString(first);
        }
        return characters.flip().toString();
    }

    /** Equal for the same record: same coordinates, same time, same bytes. The epoch is not known everywhere and does not count. */
    static String sameRecord(Place origin, long timestamp, Optional<byte[]> raw, long omitted) {
        CRC32C sum = new CRC32C();
        raw.ifPresent(sum::update);
        return origin.topic() + "/" + origin.partition() + "/" + origin.offset() + "@" + timestamp + "#"
                + (raw.isPresent() ? Long.toHexString(sum.getValue()) : "none" + omitted);
    }
}
