package dev.tributary.generator;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;

/** A buffer for one line of JSON, used again for the next. */
final class JsonBytes {
    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};
    private static final long MICROS = 1_000_000;

    private byte[] buffer = new byte[2_048];
    private int length;

    JsonBytes clear() {
        length = 0;
        return this;
    }

    JsonBytes text(Word word) {
        reserve(word.length());
        length = word.copyTo(buffer, length);
        return this;
    }

    JsonBytes hex(int number) {
        reserve(8);
        for (int shift = 28; shift >= 0; shift -= 4) {
            buffer[length++] = HEX[number >>> shift & 0xF];
        }
        return this;
    }

    /** A number from 0 on, without leading zeros. */
    JsonBytes number(int number) {
        int digits = 1;
        for (int rest = number / 10; rest > 0; rest /= 10) {
            digits++;
        }
        return digits(number, digits);
    }

    /** Hundredths as a number with two decimals. */
    JsonBytes decimal(int hundredths) {
        number(hundredths / 100);
        reserve(1);
        buffer[length++] = '.';
        return digits(hundredths % 100, 2);
    }

    /** Microseconds since 1970 as ISO 8601 in UTC. */
    JsonBytes time(long micros) {
        LocalDateTime second = LocalDateTime.ofEpochSecond(Math.floorDiv(micros, MICROS), 0, ZoneOffset.UTC);
        digits(second.getYear(), 4)
                .character('-')
                .digits(second.getMonthValue(), 2)
                .character('-');
        digits(second.getDayOfMonth(), 2).character('T');
        digits(second.getHour(), 2).character(':').digits(second.getMinute(), 2).character(':');
        digits(second.getSecond(), 2).character('.');
        return digits((int) Math.floorMod(micros, MICROS), 6).character('Z');
    }

    JsonBytes character(char ascii) {
        reserve(1);
        buffer[length++] = (byte) ascii;
        return this;
    }

    byte[] copy() {
        return Arrays.copyOf(buffer, length);
    }

    private JsonBytes digits(int number, int width) {
        reserve(width);
        int rest = number;
        for (int position = length + width - 1; position >= length; position--) {
            buffer[position] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += width;
        return this;
    }

    private void reserve(int more) {
        if (buffer.length - length < more) {
            buffer = Arrays.copyOf(buffer, 2 * buffer.length + more);
        }
    }
}
