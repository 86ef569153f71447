package dev.tributary.streams;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields that rules need out of the bytes of a record: strictly one JSON object in UTF-8, in one pass, numbers as
 * decimals. Fields it does not know are skipped, but must be JSON.
 */
final class FieldReader {
    static final int MAX_DEPTH = 64;
    static final int MAX_TEXT = 1024;
    static final int MAX_DIGITS = 18;

    private static final char REPLACEMENT = '\uFFFD';

    private final JsonFactory json = new JsonFactory();

    Fields read(byte[] value) throws RejectedException {
        String text = decode(value);
        try (JsonParser parser = isPlain(value) ? json.createParser(value) : json.createParser(text)) {
            return readDocument(parser);
        } catch (StreamConstraintsException e) {
            throw new RejectedException(Reason.BEYOND_LIMITS);
        } catch (JsonProcessingException e) {
            throw new RejectedException(Reason.NOT_JSON, "at character " + position(e.getLocation(), value));
        } catch (IOException e) {
            throw new UncheckedIOException("reading JSON from memory", e);
        }
    }

    /** Whether the bytes cannot be taken for those of another encoding, nor begin with a mark, of which both parsers think differently. */
    private static boolean isPlain(byte[] value) {
        return value.length > 1 && value[0] == '{' && value[1] != 0;
    }

    /** A value that is not UTF-8 decodes with replacement characters, so only a text with such a character needs the slow check. */
    static String decode(byte[] value) throws RejectedException {
        String text = new String(value, StandardCharsets.UTF_8);
        if (text.indexOf(REPLACEMENT) >= 0 && !isUtf8(value)) {
            throw new RejectedException(Reason.NOT_UTF8);
        }
        return text;
    }

    private static boolean isUtf8(byte[] value) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static int position(@Nullable JsonLocation where, byte[] value) {
        if (where == null) {
            return 0;
        }
        int bytes = (int) where.getByteOffset();
        return bytes < 0
                ? (int) where.getCharOffset()
                : new String(value, 0, Math.min(bytes, value.length), StandardCharsets.UTF_8).length();
    }

    private static Fields readDocument(JsonParser parser) throws IOException, RejectedException {
        JsonToken first = parser.nextToken();
        if (first == null) {
            throw new RejectedException(Reason.NOT_JSON, "it is empty");
        }
        if (first != JsonToken.START_OBJECT) {
            skip(parser);
            throw parser.nextToken() == null
                    ? new RejectedException(Reason.NOT_AN_OBJECT)
                    : new RejectedException(Reason.NOT_JSON, "more than one value");
        }
        Fields fields = new Fields();
        readObject(parser, Optional.empty(), fields);
        if (parser.nextToken() != null) {
            throw new RejectedException(Reason.NOT_JSON, "more than one value");
        }
        return fields;
    }

    private static void readObject(JsonParser parser, Optional<Field> group, Fields fields)
            throws IOException, RejectedException {
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            Optional<Field> field = Field.named(name, group);
            JsonToken token = parser.nextToken();
            if (field.isEmpty()) {
                skip(parser);
            } else if (!fields.see(field.get())) {
                throw new RejectedException(Reason.DUPLICATE_FIELD, field.get().path());
            } else if (token != JsonToken.VALUE_NULL) {
                readField(parser, field.get(), fields);
            }
        }
    }

    private static void readField(JsonParser parser, Field field, Fields fields) throws IOException, RejectedException {
        switch (field.kind()) {
            case TEXT -> fields.put(field, text(parser, field));
            case NUMBER -> fields.put(field, number(parser, field));
            case GROUP -> {
                require(parser.currentToken() == JsonToken.START_OBJECT, field);
                readObject(parser, Optional.of(field), fields);
            }
        }
    }

    private static String text(JsonParser parser, Field field) throws IOException, RejectedException {
        require(parser.currentToken() == JsonToken.VALUE_STRING, field);
        if (parser.getTextLength() > MAX_TEXT) {
            throw new RejectedException(Reason.TEXT_TOO_LONG, field.path());
        }
        String text = parser.getText();
        if (!encodable(text)) {
            throw new RejectedException(Reason.TEXT_NOT_ENCODABLE, field.path());
        }
        return text;
    }

    /** Half of a surrogate pair can be escaped in JSON, but is no character that could be written again. */
    private static boolean encodable(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                int point = text.codePointAt(i);
                if (point < Character.MIN_SUPPLEMENTARY_CODE_POINT) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    private static BigDecimal number(JsonParser parser, Field field) throws IOException, RejectedException {
        require(parser.currentToken() != null && parser.currentToken().isNumeric(), field);
        BigDecimal number = decimal(parser);
        if (number == null || (field != Field.AMOUNT && !inRange(number))) {
            throw new RejectedException(Reason.NUMBER_OUT_OF_RANGE, field.path());
        }
        return number;
    }

    /** Null where the exponent is larger than a decimal can have. */
    private static @Nullable BigDecimal decimal(JsonParser parser) throws IOException {
        try {
            return parser.getDecimalValue();
        } catch (NumberFormatException | ArithmeticException e) {
            return null;
        }
    }

    /** Checked before anything writes the number out in full: 1e1000000000 is a short number with a long form. */
    private static boolean inRange(BigDecimal number) {
        return Math.abs((long) number.scale()) <= MAX_DIGITS
                && (long) number.precision() - number.scale() <= MAX_DIGITS;
    }

    private static void require(boolean rightType, Field field) throws RejectedException {
        if (!rightType) {
            throw new RejectedException(
                    field == Field.AMOUNT ? Reason.AMOUNT_NOT_A_NUMBER : Reason.WRONG_TYPE, field.path());
        }
    }

    private static void skip(JsonParser parser) throws IOException, RejectedException {
        int depth = 0;
        do {
            JsonToken token = parser.currentToken();
            if (token == null) {
                return;
            }
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            if (depth > MAX_DEPTH) {
                throw new RejectedException(Reason.TOO_DEEPLY_NESTED, "more than " + MAX_DEPTH + " levels");
            }
        } while (depth > 0 && parser.nextToken() != null);
    }
}
