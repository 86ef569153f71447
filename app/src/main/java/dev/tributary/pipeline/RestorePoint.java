package dev.tributary.pipeline;

/** Named places in a restoring, in their order, at which a test may end the process. */
public enum RestorePoint {
    /** A file is copied, others are not. Reached after each. */
    FILE,
    /** Every file is copied and compared; nothing is in its place. */
    COPIED,
    /** It is decided that everything goes to its place. */
    DECIDED,
    /** Settings, pseudonym key and the history of the quarantine are in their places. */
    SETTINGS,
    /** The warehouse is in its place. */
    WAREHOUSE,
    /** The lake is in its place, and with it everything. */
    LAKE,
    /** Whoever was erased since the backup was taken is erased here, too. */
    ERASED,
    /** The project is there for everybody. */
    FINISHED
}
