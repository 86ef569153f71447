package dev.tributary.pipeline;

/** Named places in the emptying of the embedded broker, in their order, at which a test may end the process. */
enum PurgePoint {
    /** Nobody is handed the records any more; they may still be in the broker's files, and topics have settings that are only for this. */
    RECORDS_DELETED,
    /** They are not in the files any more; the settings are still there. */
    FILES_CLEAN,
    /** The settings are as before; the topology's local state is still there. */
    BROKER_DONE;

    /** Is told at each place. */
    @FunctionalInterface
    interface Visitor {
        /** Does nothing anywhere. */
        Visitor NONE = point -> {};

        /** The emptying has reached this place. */
        void at(PurgePoint point);
    }
}
