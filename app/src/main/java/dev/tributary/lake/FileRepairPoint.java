package dev.tributary.lake;

/** Named places in the mending of a lake file, in their order, at which a test may end the process. */
public enum FileRepairPoint {
    /** It is known what the file should be; nothing is changed. */
    SOLVED,
    /** The damaged file is copied beside. */
    COPIED,
    /** The whole file is beside, forced and compared. */
    WRITTEN,
    /** The whole file bears the name. */
    REPLACED,
    /** The ledger has its checksum, which is another one when the lines are in another order. */
    RECORDED
}
