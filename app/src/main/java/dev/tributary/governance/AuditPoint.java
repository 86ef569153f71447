package dev.tributary.governance;

/** Named places in the beginning of a trail and in the adding of an entry, in their order, at which a test may end the process. */
enum AuditPoint {
    /** The key is there; there is no trail yet. */
    KEY_MADE,
    /** The trail's file is there and empty. */
    FILE_MADE,
    /** The trail has its tables. */
    TABLES_MADE,
    /** The entry and the head are written; they are not committed. */
    ADDED,
    /** The entry is in the trail; the note beside it is of the one before. */
    COMMITTED,
    /** The note is written aside. */
    NOTE_WRITTEN,
    /** The note is of this entry. */
    NOTED;

    /** Is told at each place. */
    @FunctionalInterface
    interface Visitor {
        /** Does nothing anywhere. */
        Visitor NONE = point -> {};

        /** This place is reached. */
        void at(AuditPoint point);
    }
}
