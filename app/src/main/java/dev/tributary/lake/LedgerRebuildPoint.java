package dev.tributary.lake;

/** Named places in the rebuilding of a ledger, in their order, at which a test may end the process. */
public enum LedgerRebuildPoint {
    /** Every line is read; nothing is changed. */
    SURVEYED,
    /** Torn tails are cut; the new ledger is still beside the old one. */
    CUT,
    /** Records that were missing are in the files and in the new ledger. */
    FILLED,
    /** The old ledger bears its dated name, and there is none. */
    OLD_ASIDE,
    /** The new ledger bears the name. */
    AFTER_SWAP
}
