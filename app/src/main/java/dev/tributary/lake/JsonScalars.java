package dev.tributary.lake;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds the ends of JSON's strings, numbers and literals, strictly by RFC 8259 in UTF-8. Each method gives the index behind what it read, or, when that is not what it
 * should be, the complement ({@code ~}) of the index where it goes wrong: the limit itself when the text ends too early.
 */
final class JsonScalars {
    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};

    private JsonScalars() {}

    /** The end of the scalar that starts at an index below the limit. */
    static int end(byte[] bytes, int from, int limit) {
        return switch (bytes[from]) {
            case '"' -> endOfString(bytes, from, limit);
            case 't' -> endOfWord(TRUE, bytes, from, limit);
            case 'f' -> endOfWord(FALSE, bytes, from, limit);
            case 'n' -> endOfWord(NULL, bytes, from, limit);
            default -> endOfNumber(bytes, from, limit);
        };
    }

    /** The end of the string whose opening quote is at an index. */
    static int endOfString(byte[] bytes, int quote, int limit) {
        int next = plainEnd(bytes, quote + 1, limit);
        while (next < limit) {
            byte b = bytes[next];
            if (b == '"') {
                return next + 1;
            }
            int length = b < 0 ? Utf8.sequence(bytes, next, limit) : b == '\\' ? escapeLength(bytes, next, limit) : 0;
            if (length == 0) {
                return ~next;
            }
            next = plainEnd(bytes, next + length, limit);
        }
        return ~limit;
    }

    /** The index of the next byte that is not plain ASCII inside a string. The hot loop: eight bytes at once. */
    private static int plainEnd(byte[] bytes, int from, int limit) {
        int next = from;
        for (; next <= limit - Long.BYTES; next += Long.BYTES) {
            long notPlain = notPlain((long) EIGHT_BYTES.get(bytes, next));
            if (notPlain != 0) {
                return next + Long.numberOfTrailingZeros(notPlain) / Byte.SIZE;
            }
        }
        while (next < limit && bytes[next] >= 0x20 && bytes[next] != '"' && bytes[next] != '\\') {
            next++;
        }
        return next;
    }

    /**
     * Sets the high bit of the first byte that is a control, a quote, a backslash or beyond ASCII; bits behind it may be set
     * as well, by the borrow of the subtractions. The tests for a byte below n and for a zero byte are those of Sean Eron
     * Anderson's "Bit Twiddling Hacks".
     */
    private static long notPlain(long eight) {
        long quotes = eight ^ ONES * '"';
        long backslashes = eight ^ ONES * '\\';
        long found = (eight - ONES * 0x20) | (quotes - ONES & ~quotes) | (backslashes - ONES & ~backslashes) | eight;
        return found & HIGH_BITS;
    }

    private static int escapeLength(byte[] bytes, int backslash, int limit) {
        if (backslash + 1 >= limit) {
            return 0;
        }
        return switch (bytes[backslash + 1]) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> 2;
            case 'u' -> hexDigitsFollow(bytes, backslash + 2, limit) ? 6 : 0;
            default -> 0;
        };
    }

    private static boolean hexDigitsFollow(byte[] bytes, int from, int limit) {
        for (int i = from; i < from + 4; i++) {
            if (i >= limit || Character.digit(bytes[i], 16) < 0) {
                return false;
            }
        }
        return true;
    }

    private static int endOfWord(byte[] word, byte[] bytes, int from, int limit) {
        int at = from;
        for (byte expected : word) {
            if (at == limit || bytes[at] != expected) {
                return ~at;
            }
            at++;
        }
        return at;
    }

    private static int endOfNumber(byte[] bytes, int from, int limit) {
        int at = bytes[from] == '-' ? from + 1 : from;
        at = at < limit && bytes[at] == '0' ? at + 1 : endOfDigits(bytes, at, limit);
        if (at >= 0 && at < limit && bytes[at] == '.') {
            at = endOfDigits(bytes, at + 1, limit);
        }
        if (at >= 0 && at < limit && (bytes[at] | 0x20) == 'e') {
            at = endOfExponent(bytes, at + 1, limit);
        }
        return at;
    }

    private static int endOfExponent(byte[] bytes, int from, int limit) {
        boolean signed = from < limit && (bytes[from] == '+' || bytes[from] == '-');
        return endOfDigits(bytes, signed ? from + 1 : from, limit);
    }

    private static int endOfDigits(byte[] bytes, int from, int limit) {
        int at = from;
        while (at < limit && bytes[at] >= '0' && bytes[at] <= '9') {
            at++;
        }
        return at > from ? at : ~at;
    }
}
