package dev.tributary.broker;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads one topic to show it to a person: committed records only unless the client's properties say otherwise, without a consumer group,
 * leaving no trace in the cluster. Choose where to begin with one of the {@code from} methods or {@link #last}, then ask for what is
 * {@link #next}. For one thread; {@link #stop} alone may come from another.
 */
public final class TopicTail implements AutoCloseable {
    /** How long one look for new records takes at most. */
    public static final Duration POLL = Duration.ofMillis(200);

    private static final Comparator<TailedRecord> BY_TIME = Comparator.comparingLong(TailedRecord::timestamp)
            .thenComparingInt(TailedRecord::partition)
            .thenComparingLong(TailedRecord::offset);

    private final ClientSettings settings;
    private final String topic;
    private final Consumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;
    private volatile boolean stopped;

    /**
     * Opens the topic at its beginning.
     *
     * @throws UnknownTopicException when there is none of that name
     * @throws BrokerUnreachableException when the cluster does not answer
     */
    public TopicTail(ClientSettings settings, String topic) {
        this.settings = settings;
        this.topic = topic;
        this.partitions = partitionsOf(settings, topic);
        this.consumer = ClientFailure.opening(settings, properties(settings), TopicTail::open);
        consumer.assign(partitions);
        fromBeginning();
    }

    private static List<TopicPartition> partitionsOf(ClientSettings settings, String topic) {
        try (Topics topics = new Topics(settings)) {
            return topics.describe(topic).partitions().stream()
                    .map(partition -> new TopicPartition(topic, partition.number()))
                    .toList();
        }
    }

    private static Map<String, Object> properties(ClientSettings settings) {
        Map<String, Object> properties = settings.toProperties();
        properties.putIfAbsent("client.id", "tributary-tail");
        properties.putIfAbsent("isolation.level", "read_committed");
        properties.putIfAbsent("default.api.timeout.ms", Long.toString(Topics.PATIENCE.toMillis()));
        properties.put("allow.auto.create.topics", "false");
        properties.put("enable.auto.commit", "false");
        properties.put("auto.offset.reset", "earliest");
        return properties;
    }

    private static Consumer<byte[], byte[]> open(Map<String, Object> properties) {
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Goes to the oldest record of every partition. */
    public void fromBeginning() {
        consumer.seekToBeginning(partitions);
    }

    /** Goes behind the newest record of every partition: only what comes from now on follows. */
    public void fromEnd() {
        consumer.seekToEnd(partitions);
        partitions.forEach(this::position); // otherwise the end would be looked up at the first poll, not now
    }

    /** Goes to an offset, in every partition; to the nearest one there is when it is out of range. */
    public void fromOffset(long offset) {
        PartitionBounds bounds = bounds();
        partitions.forEach(partition -> consumer.seek(partition, bounds.nearest(partition, offset)));
    }

    /** Goes to the first record at or after the time, in every partition. */
    public void fromTime(Instant time) {
        Map<TopicPartition, Long> question =
                partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> time.toEpochMilli()));
        Map<TopicPartition, OffsetAndTimestamp> found =
                asking("find the offsets at " + time, () -> consumer.offsetsForTimes(question));
        PartitionBounds bounds = bounds();
        partitions.forEach(partition -> consumer.seek(
                partition,
                Optional.ofNullable(found.get(partition))
                        .map(OffsetAndTimestamp::offset)
                        .orElseGet(() -> bounds.end(partition))));
    }

    /**
     * The newest records of the whole topic, at most so many, oldest first by their timestamps. What is {@link #next} afterwards are the
     * records that came after them.
     */
    public List<TailedRecord> last(int count) {
        PartitionBounds bounds = bounds();
        PriorityQueue<TailedRecord> newest = new PriorityQueue<>(BY_TIME);
        partitions.forEach(partition -> lastOf(partition, count, bounds).forEach(item -> {
            newest.add(item);
            if (newest.size() > count) {
                newest.remove();
            }
        }));
        partitions.forEach(partition -> consumer.seek(partition, bounds.end(partition)));
        return newest.stream().sorted(BY_TIME).toList();
    }

    /** Offsets need not carry a record: transactions and compaction leave gaps. So the look back widens until it has seen enough. */
    private List<TailedRecord> lastOf(TopicPartition partition, int count, PartitionBounds bounds) {
        consumer.assign(List.of(partition));
        try {
            long back = count;
            List<TailedRecord> seen = read(partition, bounds.back(partition, back), bounds.end(partition), count);
            while (seen.size() < count && bounds.back(partition, back) > bounds.start(partition)) {
                back = back * 4 + 16;
                seen = read(partition, bounds.back(partition, back), bounds.end(partition), count);
            }
            return seen;
        } finally {
            consumer.assign(partitions);
        }
    }

    /** The last records of a range of offsets. */
    private List<TailedRecord> read(TopicPartition partition, long from, long to, int count) {
        List<TailedRecord> seen = new ArrayList<>();
        consumer.seek(partition, from);
        while (position(partition) < to) {
            poll().stream().filter(item -> item.offset() < to).forEach(seen::add);
            if (seen.size() > count) {
                seen.subList(0, seen.size() - count).clear();
            }
        }
        return seen;
    }

    /**
     * What comes next, in the order of arrival: as soon as there is anything, and nothing when the wait is over or {@link #stop} was
     * called.
     */
    public List<TailedRecord> next(Duration wait) {
        long deadline = System.nanoTime() + wait.toNanos();
        List<TailedRecord> arrived = List.of();
        while (arrived.isEmpty() && !stopped && System.nanoTime() - deadline < 0) {
            arrived = poll();
        }
        return arrived;
    }

    /** Whether everything that is in the topic now was returned. */
    public boolean caughtUp() {
        PartitionBounds bounds = bounds();
        return partitions.stream().allMatch(partition -> position(partition) >= bounds.end(partition));
    }

    /** Ends a {@link #next} that waits, within {@link #POLL}, and every later one at once. For any thread. */
    public void stop() {
        stopped = true;
    }

    @Override
    public void close() {
        consumer.close();
    }

    private List<TailedRecord> poll() {
        return StreamSupport.stream(asking("read it", () -> consumer.poll(POLL)).spliterator(), false)
                .map(TopicTail::tailed)
                .toList();
    }

    private long position(TopicPartition partition) {
        return asking("find the position in " + partition, () -> consumer.position(partition));
    }

    private PartitionBounds bounds() {
        return asking(
                "find its ends",
                () -> new PartitionBounds(consumer.beginningOffsets(partitions), consumer.endOffsets(partitions)));
    }

    private <T> T asking(String doing, Supplier<T> question) {
        try {
            return question.get();
        } catch (KafkaException e) {
            throw ClientFailure.of(settings, "tail topic " + topic + ": " + doing, e);
        }
    }

    private static TailedRecord tailed(ConsumerRecord<byte[], byte[]> item) {
        return new TailedRecord(
                item.partition(),
                item.offset(),
                item.timestamp(),
                Optional.ofNullable(item.key()),
                Optional.ofNullable(item.value()),
                StreamSupport.stream(item.headers().spliterator(), false)
                        .map(header -> new TailedRecord.RecordHeader(header.key(), Optional.ofNullable(header.value())))
                        .toList());
    }
}
