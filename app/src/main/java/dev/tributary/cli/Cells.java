package dev.tributary.cli;

import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Values as people read them. */
final class Cells {
    private static final MathContext SHOWN_DIGITS = new MathContext(15);

    private Cells() {}

    /** The value on one line. Control characters are spelled out, so that no data steers the terminal. */
    static String text(@Nullable Object value, Column.Align align) {
        if (value == null) {
            return "NULL";
        }
        if (value instanceof byte[] bytes) {
            return "x'" + HexFormat.of().formatHex(bytes) + "'";
        }
        if (value instanceof Number number) {
            return align == Column.Align.COUNT ? grouped(number) : plain(number);
        }
        return harmless(value instanceof Instant moment ? toTheSecond(moment) : value.toString());
    }

    private static String toTheSecond(Instant moment) {
        return moment.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** The bytes as text where they are UTF-8, else as Base64, which then says so. */
    static String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException binary) {
            return "base64:" + Base64.getEncoder().encodeToString(bytes);
        }
    }

    static boolean right(@Nullable Object value, Column.Align align) {
        return align == Column.Align.COUNT || (align == Column.Align.BY_VALUE && value instanceof Number);
    }

    static String harmless(String text) {
        int first = 0;
        while (first < text.length() && !steers(text.charAt(first))) {
            first++;
        }
        if (first == text.length()) {
            return text;
        }
        StringBuilder safe = new StringBuilder(text.length() + 8).append(text, 0, first);
        for (char c : text.substring(first).toCharArray()) {
            safe.append(steers(c) ? spelled(c) : String.valueOf(c));
        }
        return safe.toString();
    }

    /** Control characters, and those that turn the direction of writing. */
    private static boolean steers(char c) {
        return Character.isISOControl(c)
                || (c >= '\u202a' && c <= '\u202e')
                || (c >= '\u2066' && c <= '\u2069')
                || c == '\u2028'
                || c == '\u2029';
    }

    private static String spelled(char c) {
        return switch (c) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> String.format(Locale.ROOT, "\\u%04x", (int) c);
        };
    }

    private static String grouped(Number number) {
        return number instanceof Long || number instanceof Integer
                ? String.format(Locale.ROOT, "%,d", number.longValue())
                : String.format(Locale.ROOT, "%,.2f", new BigDecimal(number.toString()));
    }

    private static String plain(Number number) {
        if (number instanceof Double decimal && Double.isFinite(decimal) && Math.abs(decimal) < 1e15) {
            BigDecimal shown = new BigDecimal(decimal).round(SHOWN_DIGITS).stripTrailingZeros();
            return shown.scale() > 20
                    ? number.toString()
                    : shown.scale() < 1 ? shown.setScale(1).toPlainString() : shown.toPlainString();
        }
        return number instanceof BigDecimal decimal ? decimal.toPlainString() : number.toString();
    }
}
