package dev.tributary.ingest;

import dev.tributary.lake.DiskFullException;
import dev.tributary.lake.Gap;

/** Is told what ingestion does, in its thread. Must be quick and must not throw. */
public interface IngestListener {
    /** The ledger has committed a batch. */
    default void committed(IngestProgress progress) {}

    /** A topic is read from now on, with so many partitions; told again when it has grown. */
    default void topicFound(String topic, int partitions) {}

    /** A topic matches a feed, but cannot be taken into the lake. */
    default void topicRefused(String topic, String reason) {}

    /** A topic was deleted and made again: what the lake has of the old one stays, the new one is read from its start. */
    default void topicRecreated(String topic, String oldId, String newId, int epoch) {}

    /** Kafka no longer has records that should have been read. Stands in the ledger already. */
    default void gapFound(Gap gap) {}

    /** The consumer group has other offsets than the ledger. Told at the start of a run, which goes by the ledger. */
    default void groupDiffers(GroupDifference difference) {}

    /** Too many records of a partition are bad. They are dead letters already, or will be with the next commit. */
    default void quarantineAlarm(QuarantineAlarm alarm) {}

    /** A topic stops; the others go on. */
    default void topicStopped(String topic, IngestException reason) {}

    /** The disk is full: nothing is read until there is room, and then what was not committed is read again. Told once. */
    default void diskFull(DiskFullException reason) {}

    /** The first commit since the disk was full. */
    default void diskHasRoom() {}

    /** Something that mends itself: a refresh that Kafka did not answer, group offsets that were not taken. From any thread. */
    default void trouble(String what, Exception cause) {}
}
