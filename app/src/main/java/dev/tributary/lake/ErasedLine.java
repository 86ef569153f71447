package dev.tributary.lake;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

/**
 * What stands in the lake for a record of an erased person: where it came from and when, in as many bytes as its line had, so that no other line moves. A line in which
 * a person was found is never too short for that: it loses a word of {@link #SHORTEST_WORD} bytes or more with its quotes.
 */
final class ErasedLine {
    /** The fewest characters of an id that may be erased. */
    static final int SHORTEST_WORD = 5;

    private ErasedLine() {}

    /**
     * The line with its line feed.
     *
     * @param length how long it is to be
     */
    static byte[] of(int partition, long offset, long timestamp, int epoch, int length) {
        String text = text(partition, offset, timestamp, epoch);
        if (text.length() >= length) {
            throw new IllegalArgumentException("a line of " + length + " bytes cannot be erased");
        }
        byte[] line = new byte[length];
        Arrays.fill(line, (byte) ' ');
        byte[] ascii = text.getBytes(US_ASCII);
        System.arraycopy(ascii, 0, line, 0, ascii.length);
        line[length - 1] = '\n';
        return line;
    }

    private static String text(int partition, long offset, long timestamp, int epoch) {
        return "{\"_kafka\":{\"partition\":" + partition + ",\"offset\":" + offset + ",\"timestamp\":" + timestamp
                + ",\"erased\":true" + (epoch > 0 ? ",\"epoch\":" + epoch : "") + "}}";
    }

    static byte[] of(Stamp stamp, int length) {
        return of(stamp.partition(), stamp.offset(), stamp.timestamp(), stamp.epoch(), length);
    }

    static byte[] of(Arrival arrival, int length) {
        return of(arrival.partition(), arrival.offset(), arrival.timestamp(), arrival.epoch(), length);
    }

    /** Whether the bytes are what is left of a record whose line had this length. */
    static boolean isOf(Arrival arrival, int length, byte[] bytes) {
        String text = text(arrival.partition(), arrival.offset(), arrival.timestamp(), arrival.epoch());
        return bytes.length == length && text.length() < length && Arrays.equals(bytes, of(arrival, length));
    }
}
