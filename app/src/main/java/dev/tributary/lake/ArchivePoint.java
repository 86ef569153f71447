package dev.tributary.lake;

/** Named places at which a test may end a process that brings an archived day back, or changes its lines. */
public enum ArchivePoint {
    /** The ledger says that whatever lies at the place of the lake's file is nobody's. */
    PLACE_CLAIMED,
    /** The lines are there and forced; the archive still counts. */
    LINES_WRITTEN,
    /** The file is in the lake, the archive is nobody's and still on the disk. */
    RESTORED,
    /** The ledger says that the place of the new archive is nobody's. */
    CHANGE_CLAIMED,
    /** The new archive is there and forced; the old one still counts. */
    CHANGED_ASIDE,
    /** The new archive counts, the old one is nobody's and still on the disk. */
    CHANGED,
    /** What is nobody's is deleted. */
    SWEPT;

    /** Is told at each place. */
    @FunctionalInterface
    public interface Visitor {
        /** Does nothing anywhere. */
        Visitor NONE = point -> {};

        /** This place is reached. */
        void at(ArchivePoint point);
    }
}
