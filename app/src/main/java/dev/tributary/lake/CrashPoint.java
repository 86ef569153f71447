package dev.tributary.lake;

/** Named places in the protocol that takes records into the lake, in their order, at which a test may end the process. */
public enum CrashPoint {
    /** Records were fetched; nothing was done with them yet. */
    AFTER_POLL,
    /** Half of a write has reached the file. Reported only by a {@link Disk} made for it. */
    MID_LINE,
    /** Every line is written; nothing is forced. */
    BEFORE_FORCE,
    /** Every line is on the disk; the ledger knows nothing of them. */
    AFTER_FORCE,
    /** The ledger's transaction comes next. */
    BEFORE_LEDGER_TRANSACTION,
    /** The ledger has committed; Kafka's group offsets are still the old ones. */
    AFTER_LEDGER_TRANSACTION;

    /** Is told at each place. */
    @FunctionalInterface
    public interface Visitor {
        /** Does nothing anywhere. */
        Visitor NONE = point -> {};

        /** The protocol has reached this place. */
        void at(CrashPoint point);
    }
}
