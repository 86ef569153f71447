package dev.tributary.lake;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Optional;

/** Writes the lines of records. {@link LakeLine} is the other direction. */
final class LineWriter {
    private static final byte[] KAFKA = ascii("\"_kafka\":{\"partition\":");
    private static final byte[] OFFSET = ascii(",\"offset\":");
    private static final byte[] TIMESTAMP = ascii(",\"timestamp\":");
    private static final byte[] NO_KEY = ascii(",\"key\":null");
    private static final byte[] KEY = ascii(",\"key\":");
    private static final byte[] KEY_BASE64 = ascii(",\"key_base64\":");
    private static final byte[] HEADERS = ascii(",\"headers\":[");
    private static final byte[] HEADER_KEY = ascii("{\"key\":");
    private static final byte[] NO_VALUE = ascii(",\"value\":null");
    private static final byte[] VALUE = ascii(",\"value\":");
    private static final byte[] BASE64 = ascii(",\"base64\":");
    private static final byte[] EPOCH = ascii(",\"epoch\":");
    private static final byte[] LINE_FEEDS = ascii(",\"lf\":[");
    private static final byte[] CARRIAGE_RETURNS = ascii(",\"cr\":[");
    private static final byte[] EMPTY = ascii(",\"empty\":true");
    private static final byte[] REASON = ascii("{\"reason\":");
    private static final byte[] RAW = ascii(",\"raw\":");
    private static final byte[] RAW_BASE64 = ascii(",\"raw_base64\":");

    private final Erasures erasures;

    LineWriter(Erasures erasures) {
        this.erasures = erasures;
    }

    /** Writes the line of a record. Of an erased person it keeps nothing but where it came from, and its length. */
    void write(Arrival arrival, LineBuffer line) {
        int start = line.length();
        writeWhole(arrival, line);
        if (erasures.any() && erasures.cover(arrival.timestamp(), line.bytes(), start, line.length())) {
            line.overwrite(start, ErasedLine.of(arrival, line.length() - start));
        }
    }

    private static void writeWhole(Arrival arrival, LineBuffer line) {
        if (arrival.value().isEmpty()) {
            writeTombstone(arrival, line);
        } else if (arrival.kind() == Kind.DATA) {
            writeObject(arrival, arrival.value().get(), line);
        } else {
            writeDeadLetter(arrival, arrival.value().get(), line);
        }
        line.add('\n');
    }

    private static void writeTombstone(Arrival arrival, LineBuffer line) {
        line.add('{');
        writeOrigin(arrival, line);
        line.add('}').add('}');
    }

    private static void writeObject(Arrival arrival, CheckedValue value, LineBuffer line) {
        int start = line.length();
        int brace = value.closingBrace();
        byte[] bytes = value.bytes();
        line.add(bytes, 0, brace);
        replaceBreaks(value, line, start, 0, brace);
        if (!value.empty()) {
            line.add(',');
        }
        writeOrigin(arrival, line);
        writeNumbers(LINE_FEEDS, value.lineFeeds(), line);
        writeNumbers(CARRIAGE_RETURNS, value.carriageReturns(), line);
        if (value.empty()) {
            line.add(EMPTY);
        }
        int rest = line.add('}').length();
        line.add(bytes, brace, bytes.length);
        replaceBreaks(value, line, rest - brace, brace, bytes.length);
    }

    /** Puts spaces where breaks of the value between two of its indexes were copied to. */
    private static void replaceBreaks(CheckedValue value, LineBuffer line, int shift, int from, int to) {
        replace(value.lineFeeds(), line, shift, from, to);
        replace(value.carriageReturns(), line, shift, from, to);
    }

    private static void replace(List<Integer> breaks, LineBuffer line, int shift, int from, int to) {
        for (int i = 0; i < breaks.size(); i++) {
            int position = breaks.get(i);
            if (position >= from && position < to) {
                line.replace(shift + position, ' ');
            }
        }
    }

    private static void writeDeadLetter(Arrival arrival, CheckedValue value, LineBuffer line) {
        byte[] bytes = value.bytes();
        line.add(REASON).addText(value.reason().getBytes(UTF_8));
        if (Utf8.isText(bytes, 0, bytes.length)) {
            line.add(RAW).addText(bytes);
        } else {
            line.add(RAW_BASE64).addBase64(bytes);
        }
        line.add(',');
        writeOrigin(arrival, line);
        line.add('}').add('}');
    }

    private static void writeOrigin(Arrival arrival, LineBuffer line) {
        line.add(KAFKA).addNumber(arrival.partition());
        line.add(OFFSET).addNumber(arrival.offset());
        line.add(TIMESTAMP).addNumber(arrival.timestamp());
        writeBytes(arrival.key(), NO_KEY, KEY, KEY_BASE64, line);
        if (!arrival.headers().isEmpty()) {
            writeHeaders(arrival.headers(), line);
        }
        if (arrival.epoch() > 0) {
            line.add(EPOCH).addNumber(arrival.epoch());
        }
    }

    private static void writeHeaders(List<RecordHeader> headers, LineBuffer line) {
        line.add(HEADERS);
        for (int i = 0; i < headers.size(); i++) {
            RecordHeader header = headers.get(i);
            if (i > 0) {
                line.add(',');
            }
            line.add(HEADER_KEY).addText(header.key().getBytes(UTF_8));
            writeBytes(header.value(), NO_VALUE, VALUE, BASE64, line);
            line.add('}');
        }
        line.add(']');
    }

    private static void writeBytes(
            Optional<byte[]> bytes, byte[] absent, byte[] asText, byte[] asBase64, LineBuffer line) {
        if (bytes.isEmpty()) {
            line.add(absent);
        } else if (Utf8.isText(bytes.get(), 0, bytes.get().length)) {
            line.add(asText).addText(bytes.get());
        } else {
            line.add(asBase64).addBase64(bytes.get());
        }
    }

    private static void writeNumbers(byte[] name, List<Integer> numbers, LineBuffer line) {
        if (numbers.isEmpty()) {
            return;
        }
        line.add(name);
        for (int i = 0; i < numbers.size(); i++) {
            if (i > 0) {
                line.add(',');
            }
            line.addNumber(numbers.get(i));
        }
        line.add(']');
    }

    private static byte[] ascii(String text) {
        return text.getBytes(UTF_8);
    }
}
