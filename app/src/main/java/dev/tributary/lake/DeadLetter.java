package dev.tributary.lake;

import java.util.Optional;

/** A value that is no JSON object, as the lake keeps it: {@code {"reason":...,"raw":...,"_kafka":{...}}}. */
public final class DeadLetter {
    private final String reason;
    private final byte[] raw;
    private final Stamp stamp;

    DeadLetter(String reason, byte[] raw, Stamp stamp) {
        this.reason = reason;
        this.raw = raw;
        this.stamp = stamp;
    }

    /** Reads a line of a dead-letter file; empty when it is an object of another form, as a foreign file may hold. */
    public static Optional<DeadLetter> of(LakeLine line) {
        return line.deadLetter();
    }

    /** Why the value is here. */
    public String reason() {
        return reason;
    }

    /** The value, byte for byte. */
    public byte[] raw() {
        return raw.clone();
    }

    /** Where it came from. */
    public Stamp stamp() {
        return stamp;
    }
}
