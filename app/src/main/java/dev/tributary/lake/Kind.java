package dev.tributary.lake;

/** What the lines of a file are. */
public enum Kind {
    /** JSON objects. */
    DATA,
    /** What was no JSON object, with the reason. */
    DEAD_LETTER
}
