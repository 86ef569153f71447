package dev.tributary.pipeline;

/** Named places in the taking of a backup, in their order, at which a test may end the process. */
public enum BackupPoint {
    /** The folder is there, and says that a backup is being taken. */
    BEGUN,
    /** The warehouse is copied. */
    WAREHOUSE,
    /** The ledger is copied: from now on it is decided what the backup holds. */
    LEDGER,
    /** A file of the lake is copied, others are not. Reached after each. */
    LAKE_FILE,
    /** Everything is copied. */
    COPIED,
    /** The manifest is written under its other name. */
    MANIFEST_WRITTEN,
    /** The manifest bears its name. */
    FINISHED
}
