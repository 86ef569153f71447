package dev.tributary.warehouse;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Walks over the members of one JSON object that is known to be valid: a cursor over bytes that makes nothing of them. A
 * row costs one walk, so this is written for speed.
 */
final class MemberScan {
    /** The most digits that fit into 64 bits whatever they are. */
    private static final int SAFE_DIGITS = 18;

    private static final byte[] NO_NAME = {};

    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

    private byte[] bytes = {};
    private int at;
    private int end;

    private int nameFrom;
    private int nameTo;
    private boolean nameEscaped;
    private boolean likelyName;
    private int valueFrom;
    private int valueTo;
    private boolean valueEscaped;
    private ColumnType type = ColumnType.UNKNOWN;

    /** Stands before the first member of the object. */
    void start(byte[] object, int from, int to) {
        bytes = object;
        end = to;
        at = from;
        skipSpace();
        at++;
    }

    /** Moves to the next member; false when there is none. */
    boolean next() {
        return next(NO_NAME);
    }

    /** The same, given the name that is likely to come, in bytes without any that need an escape. */
    boolean next(byte[] likely) {
        skipTo();
        if (at >= end || bytes[at] != '"') {
            return false;
        }
        nameFrom = at + 1;
        nameTo = nameFrom + likely.length;
        likelyName = likely.length > 0
                && nameTo < end
                && bytes[nameTo] == '"'
                && Arrays.equals(bytes, nameFrom, nameTo, likely, 0, likely.length);
        if (likelyName) {
            nameEscaped = false;
            at = nameTo + 1;
        } else {
            nameEscaped = skipString();
            nameTo = at - 1;
        }
        skipTo();
        readValue();
        return true;
    }

    /** Whether the member has the name that was likely. */
    boolean nameIsLikely() {
        return likelyName;
    }

    /** The member's name without escapes. */
    String name() {
        return text(nameFrom, nameTo, nameEscaped);
    }

    /** What type the value asks for; {@link ColumnType#UNKNOWN} for null. */
    ColumnType type() {
        return type;
    }

    boolean isNull() {
        return type == ColumnType.UNKNOWN;
    }

    boolean isString() {
        return bytes[valueFrom] == '"';
    }

    /** Whether the value is a string without escapes. */
    boolean isPlainString() {
        return isString() && !valueEscaped;
    }

    /** The value: a string's text without escapes, anything else as it is written. */
    String value() {
        return isString() ? text(valueFrom + 1, valueTo - 1, valueEscaped) : text(valueFrom, valueTo, false);
    }

    /** The value, a plain string, as a symbol. */
    Symbol symbol(Symbols symbols) {
        return symbols.of(bytes, valueFrom + 1, valueTo - 1);
    }

    /** The value in millionths; {@link Millionths#INEXACT} when it is no number, or none that they can express. */
    long millionths() {
        boolean number = bytes[valueFrom] == '-' || (bytes[valueFrom] >= '0' && bytes[valueFrom] <= '9');
        return number ? Millionths.of(bytes, valueFrom, valueTo) : Millionths.INEXACT;
    }

    private String text(int from, int to, boolean escaped) {
        String raw = new String(bytes, from, to - from, StandardCharsets.UTF_8);
        return escaped ? JsonText.unescape(raw) : raw;
    }

    private void readValue() {
        valueFrom = at;
        switch (bytes[at]) {
            case '"' -> {
                valueEscaped = skipString();
                type = ColumnType.TEXT;
            }
            case '{', '[' -> {
                skipNested();
                type = ColumnType.TEXT;
            }
            case 'n' -> skipWord(ColumnType.UNKNOWN);
            case 't', 'f' -> skipWord(ColumnType.INTEGER);
            default -> skipNumber();
        }
        valueTo = at;
    }

    /** Steps over white space, commas and colons: in a valid object they say nothing that the order does not. */
    private void skipTo() {
        while (at < end && isBetweenTokens(bytes[at])) {
            at++;
        }
    }

    private static boolean isBetweenTokens(byte b) {
        return b == ',' || b == ':' || b == ' ' || b == '\n' || b == '\t' || b == '\r';
    }

    private void skipSpace() {
        while (at < end && bytes[at] != '{') {
            at++;
        }
    }

    /** From the opening quote to behind the closing one; whether there is an escape between them. */
    private boolean skipString() {
        boolean escaped = false;
        for (at = quoteOrBackslash(at + 1); bytes[at] != '"'; at = quoteOrBackslash(at + 2)) {
            escaped = true;
        }
        at++;
        return escaped;
    }

    /** The index of the next byte that is one of the two. The hot loop: eight bytes at once. */
    private int quoteOrBackslash(int first) {
        byte[] source = bytes;
        int next = first;
        for (; next <= end - Long.BYTES; next += Long.BYTES) {
            long eight = (long) EIGHT_BYTES.get(source, next);
            long quotes = eight ^ ONES * '"';
            long backslashes = eight ^ ONES * '\\';
            long found = ((quotes - ONES & ~quotes) | (backslashes - ONES & ~backslashes)) & HIGH_BITS;
            if (found != 0) {
                return next + Long.numberOfTrailingZeros(found) / Byte.SIZE;
            }
        }
        while (source[next] != '"' && source[next] != '\\') {
            next++;
        }
        return next;
    }

    private void skipNested() {
        int depth = 0;
        do {
            switch (bytes[at]) {
                case '"' -> {
                    skipString();
                    at--;
                }
                case '{', '[' -> depth++;
                case '}', ']' -> depth--;
                default -> {}
            }
            at++;
        } while (depth > 0);
    }

    private void skipWord(ColumnType wanted) {
        while (at < end && bytes[at] >= 'a' && bytes[at] <= 'z') {
            at++;
        }
        type = wanted;
    }

    private void skipNumber() {
        boolean whole = true;
        int from = at;
        for (; at < end; at++) {
            byte b = bytes[at];
            if (b == '.' || b == 'e' || b == 'E') {
                whole = false;
            } else if ((b < '0' || b > '9') && b != '-' && b != '+') {
                break;
            }
        }
        type = whole && at - from <= SAFE_DIGITS ? ColumnType.INTEGER : ColumnType.REAL;
    }
}
