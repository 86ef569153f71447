package dev.tributary.lake;

import java.util.List;

/**
 * A record's value with what the strict check found, so that whoever fetches may check and whoever writes need not read it again. The array is not copied; leave it
 * alone until the record is committed.
 */
public final class CheckedValue {
    private static final String RESERVED = "reserved member _kafka";

    private final byte[] bytes;
    private final String reason;
    private final int closingBrace;
    private final boolean empty;
    private final List<Integer> lineFeeds;
    private final List<Integer> carriageReturns;

    private CheckedValue(byte[] bytes, JsonGate gate, String reason) {
        this.bytes = bytes;
        this.reason = reason;
        this.closingBrace = gate.closingBrace();
        this.empty = gate.empty();
        this.lineFeeds = gate.lineFeeds();
        this.carriageReturns = gate.carriageReturns();
    }

    /** Checks one value. Whoever checks many is faster with a {@link ValueCheck}. */
    public static CheckedValue of(byte[] bytes) {
        return of(bytes, new JsonGate());
    }

    static CheckedValue of(byte[] bytes, JsonGate gate) {
        boolean accepted = gate.accepts(bytes, 0, bytes.length);
        String reason = accepted ? gate.reservedMembers() == 0 ? "" : RESERVED : gate.reason();
        return new CheckedValue(bytes, gate, reason);
    }

    /** The value, any bytes. */
    public byte[] bytes() {
        return bytes;
    }

    /** Data when the value is one JSON object without a member {@code _kafka}. */
    public Kind kind() {
        return reason.isEmpty() ? Kind.DATA : Kind.DEAD_LETTER;
    }

    /** Why it is a dead letter; empty text for data. */
    String reason() {
        return reason;
    }

    /** The index of the brace that closes the object. */
    int closingBrace() {
        return closingBrace;
    }

    /** Whether the object has no members. */
    boolean empty() {
        return empty;
    }

    /** The indexes of line feeds between tokens. */
    List<Integer> lineFeeds() {
        return lineFeeds;
    }

    /** The indexes of carriage returns between tokens. */
    List<Integer> carriageReturns() {
        return carriageReturns;
    }
}
