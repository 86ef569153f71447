package dev.tributary.warehouse;

/** The moments of a load at which a test may end the process. In production nothing happens at them. */
public interface LoadPoints {
    /** Nothing happens. */
    LoadPoints NONE = new LoadPoints() {};

    /** Some rows of a transaction are written and others are not. */
    default void midLoad() {}

    /** Rows and marks are written, and the transaction is not committed. */
    default void beforeLoadCommit() {}

    /** The transaction is committed, and nobody was told yet. */
    default void afterLoadCommit() {}
}
