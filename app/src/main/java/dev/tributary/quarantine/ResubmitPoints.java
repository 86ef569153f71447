package dev.tributary.quarantine;

/** Told of the moments of a resubmission between which a process may die. For tests, which kill it there. */
public interface ResubmitPoints {
    /** Nobody listens. */
    ResubmitPoints NONE = new ResubmitPoints() {};

    /** The intent is on the disk, nothing is sent. */
    default void intended() {}

    /** Kafka has the records, the transaction is open. */
    default void sent() {}

    /** The transaction is committed, the history does not know. */
    default void committed() {}

    /** The history knows. */
    default void noted() {}
}
