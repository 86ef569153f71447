package dev.tributary.warehouse;

/** Named places in the rebuilding of a warehouse, in their order, at which a test may end the process. */
public enum RebuildPoint {
    /** Some of the lake is in the new file. */
    LOADING,
    /** The new file is complete and closed; the old one is as it was. */
    BUILT,
    /** The old file is alone and closed to everybody; the new one is still beside it. */
    BEFORE_SWAP,
    /** The new file bears the name. */
    AFTER_SWAP
}
