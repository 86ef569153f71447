package dev.tributary.streams;

/** A record that no rule understands. It has no stack trace: bad input is part of the flow. */
final class RejectedException extends Exception {
    private final Reason reason;

    /**
     * Rejects a record.
     *
     * @param reason what is wrong
     * @param where the field or place, never its content: the message is shown where the raw record is not
     */
    RejectedException(Reason reason, String where) {
        super(where.isEmpty() ? reason.explanation() : reason.explanation() + ": " + where, null, false, false);
        this.reason = reason;
    }

    RejectedException(Reason reason) {
        this(reason, "");
    }

    Reason reason() {
        return reason;
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
