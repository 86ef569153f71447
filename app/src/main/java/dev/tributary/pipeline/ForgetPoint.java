package dev.tributary.pipeline;

import dev.tributary.lake.ErasurePoint;

/** Named places in the forgetting of a person, in their order, at which a test may end the process. */
public enum ForgetPoint {
    /** It stands in the project's file of erasures; nothing is erased yet. */
    DECIDED,
    /** The backups know it, too. */
    BACKUPS_TOLD,
    /** As {@link ErasurePoint#BEGUN}. */
    LAKE_BEGUN,
    /** As {@link ErasurePoint#NOTED}. */
    LAKE_NOTED,
    /** As {@link ErasurePoint#WRITTEN}. */
    LAKE_WRITTEN,
    /** As {@link ErasurePoint#REPLACED}. */
    LAKE_REPLACED,
    /** As {@link ErasurePoint#RECORDED}. */
    LAKE_RECORDED,
    /** As {@link ErasurePoint#FINISHED}. */
    LAKE_FINISHED,
    /** No archive of a pruned day has a line of theirs. */
    ARCHIVES_CHANGED,
    /** The rows are gone, and so is what the summaries had of them. */
    ROWS_ERASED,
    /** Kept reports that showed the person are gone. */
    REPORTS_DELETED,
    /** No byte of them is left in the database. */
    SCRUBBED;

    /** The place in the lake. */
    static ForgetPoint of(ErasurePoint point) {
        return valueOf("LAKE_" + point.name());
    }

    /** Is told at each place. */
    @FunctionalInterface
    public interface Visitor {
        /** Does nothing anywhere. */
        Visitor NONE = point -> {};

        /** The forgetting has reached this place. */
        void at(ForgetPoint point);
    }
}
