package dev.tributary.lake;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.Base64;

/** Bytes that grow at their end: lines on their way to a file. */
final class LineBuffer {
    private static final int FIRST_CAPACITY = 16 << 10;
    private static final int MOST_DIGITS = 19;
    /** The digits of 00 to 99: a long division gives two of them. */
    private static final byte[] PAIRS = pairs();

    private static final byte[] HEX = "0123456789abcdef".getBytes(ISO_8859_1);

    private byte[] bytes = new byte[FIRST_CAPACITY];
    private int length;

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    int capacity() {
        return bytes.length;
    }

    void clear() {
        length = 0;
    }

    /** Overwrites what was added from an index on. */
    void overwrite(int from, byte[] source) {
        System.arraycopy(source, 0, bytes, from, source.length);
    }

    LineBuffer add(char ascii) {
        reserve(1);
        bytes[length++] = (byte) ascii;
        return this;
    }

    LineBuffer add(byte[] source) {
        return add(source, 0, source.length);
    }

    LineBuffer add(byte[] source, int from, int to) {
        reserve(to - from);
        System.arraycopy(source, from, bytes, length, to - from);
        length += to - from;
        return this;
    }

    LineBuffer addNumber(long number) {
        if (number < 0) {
            return add(Long.toString(number).getBytes(ISO_8859_1));
        }
        int digits = 1;
        for (long power = 10; digits < MOST_DIGITS && number >= power; power *= 10) {
            digits++;
        }
        reserve(digits);
        int at = length + digits;
        long rest = number;
        for (; rest >= 10; rest /= 100) {
            int pair = 2 * (int) (rest % 100);
            bytes[--at] = PAIRS[pair + 1];
            bytes[--at] = PAIRS[pair];
        }
        if (at > length) {
            bytes[--at] = (byte) ('0' + rest);
        }
        length += digits;
        return this;
    }

    /** Adds UTF-8 text as a JSON string. */
    LineBuffer addText(byte[] utf8) {
        reserve(utf8.length + 2);
        add('"');
        int plain = 0;
        for (int at = 0; at < utf8.length; at++) {
            byte b = utf8[at];
            if (b == '"' || b == '\\' || (b >= 0 && b < 0x20)) {
                add(utf8, plain, at);
                addEscaped(b);
                plain = at + 1;
            }
        }
        return add(utf8, plain, utf8.length).add('"');
    }

    /** Adds any bytes as a JSON string in Base64. */
    LineBuffer addBase64(byte[] any) {
        return add('"').add(Base64.getEncoder().encode(any)).add('"');
    }

    /** Replaces the byte at an index that was written before. */
    void replace(int index, char ascii) {
        bytes[index] = (byte) ascii;
    }

    private static byte[] pairs() {
        byte[] pairs = new byte[200];
        for (int i = 0; i < 100; i++) {
            pairs[2 * i] = (byte) ('0' + i / 10);
            pairs[2 * i + 1] = (byte) ('0' + i % 10);
        }
        return pairs;
    }

    private void addEscaped(byte b) {
        add('\\');
        switch (b) {
            case '"', '\\' -> add((char) b);
            case '\n' -> add('n');
            case '\r' -> add('r');
            case '\t' -> add('t');
            default -> add('u').add('0').add('0').add((char) HEX[b >> 4]).add((char) HEX[b & 0xF]);
        }
    }

    private void reserve(int more) {
        int needed = Math.addExact(length, more);
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(Math.max(needed, 2L * bytes.length), Integer.MAX_VALUE - 8));
        }
    }
}
