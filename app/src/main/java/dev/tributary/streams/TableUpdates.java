package dev.tributary.streams;

/** Which updates of a table are rows of its topic. */
public enum TableUpdates {
    /** The last one of each key when a transaction of Kafka Streams commits. */
    LAST,
    /** Each one. */
    EVERY
}
