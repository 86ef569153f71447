package dev.tributary.lake;

import java.util.Arrays;

/** A record as its line: what the writer puts into the lake for it. Under the same erasures the same record always makes the same line. */
final class StampedLine {
    private final Kind kind;
    private final byte[] bytes;

    private StampedLine(Kind kind, byte[] bytes) {
        this.kind = kind;
        this.bytes = bytes;
    }

    static StampedLine of(Arrival arrival, Erasures erasures) {
        LineBuffer buffer = new LineBuffer();
        new LineWriter(erasures).write(arrival, buffer);
        return new StampedLine(arrival.kind(), Arrays.copyOf(buffer.bytes(), buffer.length()));
    }

    /** Whether it is a line of data or of dead letters. */
    Kind kind() {
        return kind;
    }

    /** The line with its line feed. */
    byte[] bytes() {
        return bytes;
    }
}
