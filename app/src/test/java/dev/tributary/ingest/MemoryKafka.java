package dev.tributary.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/** The topics of a cluster, in memory: what survives when the process that reads them does not. */
final class MemoryKafka {
    /** One offset; a control record, or one of an aborted transaction, is not handed out. */
    record Entry(Optional<byte[]> value, boolean control, long timestamp, int leaderEpoch) {}

    /** A log, of which the beginning may be deleted and the end not yet be committed. */
    static final class Log {
        private final List<Entry> entries = new ArrayList<>();
        private final List<Integer> open = new ArrayList<>();
        private long start;
        private int leaderEpoch;

        long start() {
            return start;
        }

        long end() {
            return entries.size();
        }

        /** Where a reader of committed records must wait: before the transaction that is open. */
        long stableEnd() {
            return open.isEmpty() ? end() : open.get(0);
        }

        /** Where the records of leaders up to this one end, which is how Kafka tells a reader that its log was cut. */
        long endOf(int epoch) {
            long end = end();
            while (end > start && at(end - 1).leaderEpoch() > epoch) {
                end--;
            }
            return end;
        }

        private void add(Optional<byte[]> value, boolean control, long timestamp) {
            entries.add(new Entry(value, control, timestamp, leaderEpoch));
        }

        /** What is, or was before it was deleted, at an offset. */
        Entry at(long offset) {
            return entries.get((int) offset);
        }
    }

    private record Topic(String id, List<Log> logs) {}

    private final Map<String, Topic> topics = new TreeMap<>();
    private final Map<String, Topic> byId = new HashMap<>();
    private final Map<TopicPartition, Long> group = new HashMap<>();
    private int made;

    /** The offsets of the one consumer group, to be read and changed. */
    Map<TopicPartition, Long> group() {
        return group;
    }

    /** Makes a topic, or makes it anew. */
    void create(String name, int partitions) {
        Topic topic = new Topic("id-" + ++made, new ArrayList<>());
        topics.put(name, topic);
        byId.put(topic.id, topic);
        grow(name, partitions);
    }

    void grow(String name, int partitions) {
        while (topics.get(name).logs.size() < partitions) {
            topics.get(name).logs.add(new Log());
        }
    }

    void delete(String name) {
        topics.remove(name);
    }

    void append(String topic, int partition, String... values) {
        for (String value : values) {
            append(topic, partition, Optional.of(value.getBytes(UTF_8)), 0);
        }
    }

    void append(String topic, int partition, Optional<byte[]> value, long timestamp) {
        log(topic, partition).add(value, false, timestamp);
    }

    void appendControl(String topic, int partition) {
        log(topic, partition).add(Optional.empty(), true, 0);
    }

    /** Appends a record of a transaction that is open from now on. */
    void appendOpen(String topic, int partition, Optional<byte[]> value, long timestamp) {
        Log log = log(topic, partition);
        log.open.add(log.entries.size());
        append(topic, partition, value, timestamp);
    }

    /** Ends the partition's transaction, with the marker that Kafka writes then. */
    void endTransaction(String topic, int partition, boolean commit) {
        Log log = log(topic, partition);
        if (!commit) {
            log.open.forEach(offset -> log.entries.set(
                    offset,
                    new Entry(Optional.empty(), true, 0, log.entries.get(offset).leaderEpoch())));
        }
        log.open.clear();
        appendControl(topic, partition);
    }

    /** Deletes what is before an offset, as retention does. */
    void deleteBefore(String topic, int partition, long offset) {
        Log log = log(topic, partition);
        log.start = Math.max(log.start, offset);
    }

    /** Lets another leader write from now on, as after a broker's restart. */
    void electLeader(String topic, int partition) {
        log(topic, partition).leaderEpoch++;
    }

    /** Cuts a log, as an unclean leader election does. */
    void truncate(String topic, int partition, long end) {
        Log log = log(topic, partition);
        log.leaderEpoch++;
        while (log.end() > end) {
            log.entries.remove(log.entries.size() - 1);
        }
    }

    /** A log of a topic that may be gone or made again since. */
    Log logOf(String topicId, int partition) {
        return byId.get(topicId).logs.get(partition);
    }

    List<RecordSource.Topic> topics() {
        return topics.entrySet().stream()
                .map(entry -> new RecordSource.Topic(
                        entry.getKey(),
                        entry.getValue().id,
                        entry.getValue().logs.size()))
                .toList();
    }

    boolean has(TopicPartition partition) {
        Topic topic = topics.get(partition.topic());
        return topic != null && partition.partition() < topic.logs.size();
    }

    Log log(TopicPartition partition) {
        return log(partition.topic(), partition.partition());
    }

    private Log log(String topic, int partition) {
        return topics.get(topic).logs.get(partition);
    }
}
