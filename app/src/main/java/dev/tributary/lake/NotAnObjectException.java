package dev.tributary.lake;

/** A line or a value is not one JSON object by RFC 8259; the message is the reason. Cheap: it carries no stack trace. */
public final class NotAnObjectException extends Exception {
    NotAnObjectException(String reason) {
        super(reason, null, false, false);
    }

    /** What is wrong, and at which byte. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
