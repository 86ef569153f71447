package dev.tributary.ingest;

import dev.tributary.lake.CheckedValue;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/**
 * What ingestion asks of Kafka. Used by one thread, apart from {@link #wakeUp}. Its methods throw Kafka's own exceptions; each
 * that waits may throw {@link org.apache.kafka.common.errors.WakeupException} once after a wake-up.
 */
interface RecordSource extends AutoCloseable {
    /** A topic as Kafka has it now. The id is empty text where the broker gives none. */
    record Topic(String name, String id, int partitions) {}

    /** The topics whose names are wanted. */
    List<Topic> topics(Predicate<String> wanted);

    /** Asks for the ids of topics without waiting; what it returns waits. Topics that are gone are left out. */
    Supplier<Map<String, String>> topicIds(Set<String> topics);

    /** Reads these partitions and no others from now on. Those that were read before keep their positions. */
    void assign(Collection<TopicPartition> partitions);

    /**
     * Moves a partition that is assigned. The leader epoch is that of the log right before the offset, so that a cut log is
     * noticed; with an older one, a log that was never cut looks as if it had been.
     */
    void seek(TopicPartition partition, long offset, OptionalInt leaderEpoch);

    /**
     * Fetches records and checks their values, in order within each partition, and where reading goes on: behind control records and aborted
     * transactions as well. Partitions must be assigned. Returns early, perhaps without any, after a wake-up.
     *
     * @throws org.apache.kafka.clients.consumer.OffsetOutOfRangeException when positions are not in the log; they stay
     */
    ConsumerRecords<byte[], CheckedValue> poll(Duration longest);

    /** How many offsets are behind the position, by the last fetch. */
    OptionalLong lag(TopicPartition partition);

    /** The first offset that each partition has. */
    Map<TopicPartition, Long> beginningOffsets(Collection<TopicPartition> partitions);

    /** The last stable offset of each partition: what a reader of committed records can reach now. */
    Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions);

    /** The offsets that the consumer group has; partitions of which it has none are left out. */
    Map<TopicPartition, Long> reported(Set<TopicPartition> partitions);

    /** Reports offsets to the consumer group, as best it can and without waiting. */
    void report(Map<TopicPartition, Long> offsets);

    /** Ends a wait of another thread in this source, or the next one. */
    void wakeUp();

    @Override
    void close();
}
