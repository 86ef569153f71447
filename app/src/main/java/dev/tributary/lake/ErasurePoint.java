package dev.tributary.lake;

/** Named places in the erasing of a person from a lake, in their order, at which a test may end the process. */
public enum ErasurePoint {
    /** The ledger knows that it has begun; no file is touched. */
    BEGUN,
    /** The ledger knows which file is about to be replaced, and by what. */
    NOTED,
    /** The file with the erased lines is beside, forced and compared. */
    WRITTEN,
    /** It bears the name; the ledger still has the checksum of the one before. */
    REPLACED,
    /** The ledger has the new checksum. */
    RECORDED,
    /** Every file is done, and the ledger knows it. */
    FINISHED;

    /** Is told at each place. */
    @FunctionalInterface
    public interface Visitor {
        /** Does nothing anywhere. */
        Visitor NONE = point -> {};

        /** The erasing has reached this place. */
        void at(ErasurePoint point);
    }
}
