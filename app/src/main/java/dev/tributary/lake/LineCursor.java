package dev.tributary.lake;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the parts of a line that the lake itself wrote. They always have the same form, so that plain comparison is enough
 * and whatever differs was not written by us. Works only on bytes that {@link JsonGate} accepted.
 */
final class LineCursor {
    /** The bytes do not have our form. */
    private static final class OtherForm extends RuntimeException {
        OtherForm() {
            super(null, null, false, false);
        }
    }

    private static final byte[] KAFKA = ascii("\"_kafka\":{\"partition\":");
    private static final byte[] OFFSET = ascii(",\"offset\":");
    private static final byte[] TIMESTAMP = ascii(",\"timestamp\":");
    private static final byte[] ERASED = ascii(",\"erased\":true");
    private static final byte[] KEY = ascii(",\"key\":");
    private static final byte[] KEY_BASE64 = ascii(",\"key_base64\":");
    private static final byte[] HEADERS = ascii(",\"headers\":[");
    private static final byte[] HEADER_KEY = ascii("{\"key\":");
    private static final byte[] HEADER_VALUE = ascii(",\"value\":");
    private static final byte[] HEADER_BASE64 = ascii(",\"base64\":");
    private static final byte[] EPOCH = ascii(",\"epoch\":");
    private static final byte[] LINE_FEEDS = ascii(",\"lf\":[");
    private static final byte[] CARRIAGE_RETURNS = ascii(",\"cr\":[");
    private static final byte[] EMPTY = ascii(",\"empty\":true");
    private static final byte[] REASON = ascii("{\"reason\":");
    private static final byte[] RAW = ascii(",\"raw\":");
    private static final byte[] RAW_BASE64 = ascii(",\"raw_base64\":");
    private static final byte[] NULL = ascii("null");

    private final byte[] bytes;
    private final int end;
    private int at;

    private LineCursor(byte[] bytes, int at, int end) {
        this.bytes = bytes;
        this.at = at;
        this.end = end;
    }

    /** The member {@code _kafka} whose name starts here and whose value ends right before {@code end}, if it is ours. */
    static Optional<KafkaMember> kafkaMember(byte[] bytes, int at, int end) {
        try {
            LineCursor cursor = new LineCursor(bytes, at, end);
            KafkaMember member = cursor.kafkaMember();
            return cursor.at == end ? Optional.of(member) : Optional.empty();
        } catch (OtherForm e) {
            return Optional.empty();
        }
    }

    /** The reason and the raw bytes of a dead letter that starts here, if it has that form. */
    static Optional<DeadLetter> deadLetter(byte[] bytes, int at, int end, Stamp stamp) {
        try {
            return Optional.of(new LineCursor(bytes, at, end).deadLetter(stamp));
        } catch (OtherForm e) {
            return Optional.empty();
        }
    }

    private KafkaMember kafkaMember() {
        expect(KAFKA);
        int partition = (int) number();
        expect(OFFSET);
        long offset = number();
        expect(TIMESTAMP);
        long timestamp = number();
        boolean erased = skips(ERASED);
        Optional<String> base64 = skips(KEY_BASE64) ? Optional.of(base64Text()) : Optional.empty();
        Optional<String> text = base64.isEmpty() && !erased ? textOrNull(KEY) : Optional.empty();
        List<RecordHeader> headers = skips(HEADERS) ? headers() : List.of();
        int epoch = skips(EPOCH) ? (int) number() : 0;
        List<Integer> lineFeeds = skips(LINE_FEEDS) ? numbers() : List.of();
        List<Integer> carriageReturns = skips(CARRIAGE_RETURNS) ? numbers() : List.of();
        boolean empty = skips(EMPTY);
        expect('}');
        return new KafkaMember(
                partition, offset, timestamp, text, base64, headers, epoch, lineFeeds, carriageReturns, empty, erased);
    }

    private DeadLetter deadLetter(Stamp stamp) {
        expect(REASON);
        String reason = text();
        if (skips(RAW_BASE64)) {
            return new DeadLetter(reason, base64(text()), stamp);
        }
        expect(RAW);
        return new DeadLetter(reason, text().getBytes(UTF_8), stamp);
    }

    private List<RecordHeader> headers() {
        List<RecordHeader> headers = new ArrayList<>();
        do {
            headers.add(header());
        } while (skips(','));
        expect(']');
        return headers;
    }

    private RecordHeader header() {
        expect(HEADER_KEY);
        String key = text();
        Optional<byte[]> value = skips(HEADER_BASE64)
                ? Optional.of(base64(text()))
                : textOrNull(HEADER_VALUE).map(text -> text.getBytes(UTF_8));
        expect('}');
        return new RecordHeader(key, value);
    }

    private String base64Text() {
        String text = text();
        base64(text);
        return text;
    }

    private static byte[] base64(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new OtherForm();
        }
    }

    private Optional<String> textOrNull(byte[] name) {
        expect(name);
        return skips(NULL) ? Optional.empty() : Optional.of(text());
    }

    private List<Integer> numbers() {
        List<Integer> numbers = new ArrayList<>();
        do {
            numbers.add((int) number());
        } while (skips(','));
        expect(']');
        return numbers;
    }

    private long number() {
        boolean negative = skips('-');
        int first = at;
        long value = 0;
        while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
            value = value * 10 + (bytes[at++] - '0');
        }
        boolean overflow = value < 0 && !(negative && value == Long.MIN_VALUE);
        if (at == first || at - first > 19 || overflow) {
            throw new OtherForm();
        }
        return negative ? -value : value;
    }

    private String text() {
        expect('"');
        int first = at;
        @Nullable StringBuilder unescaped = null;
        int plain = at;
        while (at < end && bytes[at] != '"') {
            if (bytes[at] != '\\') {
                at++;
                continue;
            }
            unescaped = unescaped == null ? new StringBuilder() : unescaped;
            unescaped.append(new String(bytes, plain, at - plain, UTF_8)).append(escape());
            plain = at;
        }
        String rest = new String(bytes, plain, at - plain, UTF_8);
        expect('"');
        return unescaped == null || first == plain
                ? rest
                : unescaped.append(rest).toString();
    }

    private char escape() {
        byte kind = bytes[at + 1];
        if (kind == 'u') {
            int character = Integer.parseInt(new String(bytes, at + 2, 4, UTF_8), 16);
            at += 6;
            return (char) character;
        }
        at += 2;
        return switch (kind) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> (char) kind;
        };
    }

    private void expect(byte[] literal) {
        if (!skips(literal)) {
            throw new OtherForm();
        }
    }

    private void expect(char character) {
        if (!skips(character)) {
            throw new OtherForm();
        }
    }

    private boolean skips(char character) {
        boolean there = at < end && bytes[at] == character;
        at += there ? 1 : 0;
        return there;
    }

    private boolean skips(byte[] literal) {
        int behind = at + literal.length;
        boolean there = behind <= end && Arrays.equals(bytes, at, behind, literal, 0, literal.length);
        at = there ? behind : at;
        return there;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(UTF_8);
    }
}
