package dev.tributary.lake;

/** Named places in a prune, in their order, at which a test may end the process. */
public enum PrunePoint {
    /** Every file is read and found whole; nothing is changed. */
    EXAMINED,
    /** The ledger says that an archive which may come to be there is nobody's. */
    ARCHIVE_CLAIMED,
    /** The archive is written aside, and was read back. */
    ARCHIVE_WRITTEN,
    /** It has its name; it is nobody's, and the file is in the lake. */
    ARCHIVED,
    /** The trail names the files; the ledger still has them. */
    TRAILED,
    /** The ledger has taken them out of the lake; they are still on the disk. */
    TAKEN_OUT,
    /** One of them is deleted. */
    DELETING,
    /** All of them are deleted for good; the ledger does not know that yet. */
    DELETED,
    /** The ledger knows. */
    NOTED;

    /** Is told at each place. */
    @FunctionalInterface
    public interface Visitor {
        /** Does nothing anywhere. */
        Visitor NONE = point -> {};

        /** The prune has reached this place. */
        void at(PrunePoint point);
    }
}
