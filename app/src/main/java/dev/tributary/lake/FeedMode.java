package dev.tributary.lake;

/** How the records of a feed stand in the warehouse. */
public enum FeedMode {
    /** Every record is a row. */
    APPEND,
    /** One row per key, the newest record winning; a tombstone removes the row. */
    LATEST,
    /** Kept in the lake only. */
    IGNORE
}
