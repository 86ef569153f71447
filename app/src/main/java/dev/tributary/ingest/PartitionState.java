package dev.tributary.ingest;

import dev.tributary.lake.Position;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** How far a partition is: what is committed of it, and what was taken since. */
final class PartitionState {
    private final TopicPartition partition;
    private Position committed;
    private boolean inLedger;
    private long next;
    private OptionalInt leaderEpoch;

    private PartitionState(Position committed, boolean inLedger) {
        this.partition = new TopicPartition(committed.topic(), committed.partition());
        this.committed = committed;
        this.inLedger = inLedger;
        this.next = committed.nextOffset();
        this.leaderEpoch = committed.leaderEpoch();
    }

    /** A partition that the ledger knows. */
    static PartitionState known(Position position) {
        return new PartitionState(position, true);
    }

    /** A partition never read before in this epoch. */
    static PartitionState fresh(TopicPartition partition, int epoch, String topicId, long start) {
        return new PartitionState(
                new Position(
                        partition.topic(), partition.partition(), epoch, topicId, start, start, OptionalInt.empty()),
                false);
    }

    TopicPartition partition() {
        return partition;
    }

    int epoch() {
        return committed.epoch();
    }

    /** The offset to read next; before it everything is taken, but not all of it committed. */
    long next() {
        return next;
    }

    /** The leader that wrote what is right before {@link #next}; empty when nobody knows. */
    OptionalInt leaderEpoch() {
        return leaderEpoch;
    }

    long committedNext() {
        return committed.nextOffset();
    }

    /** Whether the ledger has this partition, so that what is missing of it would be a gap. */
    boolean inLedger() {
        return inLedger;
    }

    void take(ConsumerRecord<?, ?> record) {
        next = record.offset() + 1;
        leaderEpoch = optionalInt(record.leaderEpoch());
    }

    /**
     * Everything before this offset was handed out, or is nothing to hand out. The leader epoch is that of the log right
     * before it, which need not be the last record's: the marker that ends a transaction is written by the leader of then.
     */
    void passed(long offset, Optional<Integer> epoch) {
        if (offset > next) {
            next = offset;
            leaderEpoch = optionalInt(epoch);
        }
    }

    private static OptionalInt optionalInt(Optional<Integer> epoch) {
        return epoch.map(OptionalInt::of).orElseGet(OptionalInt::empty);
    }

    /** What the ledger has to learn; empty when it knows all. */
    Optional<Position> news() {
        if (inLedger && next == committed.nextOffset()) {
            return Optional.empty();
        }
        return Optional.of(new Position(
                committed.topic(),
                committed.partition(),
                committed.epoch(),
                committed.topicId(),
                committed.startOffset(),
                next,
                leaderEpoch));
    }

    /** The topic's id is known now. */
    void identify(String topicId) {
        committed = new Position(
                committed.topic(),
                committed.partition(),
                committed.epoch(),
                topicId,
                committed.startOffset(),
                committed.nextOffset(),
                committed.leaderEpoch());
    }

    void committed(Position position) {
        committed = position;
        inLedger = true;
    }

    /** Back to what is committed. */
    void reset() {
        next = committed.nextOffset();
        leaderEpoch = committed.leaderEpoch();
    }
}
