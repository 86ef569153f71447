package dev.tributary.ingest;

import dev.tributary.lake.CheckedValue;
import dev.tributary.testing.SettableClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/**
 * A source that reads a {@link MemoryKafka} and does what the test says before a poll, so that things happen at moments that
 * a real cluster cannot be held to. A poll without records lets the clock go on by the time that it may wait.
 */
final class ScriptedSource implements RecordSource {
    private final MemoryKafka kafka;
    private final SettableClock clock;
    private final int recordsPerPoll;
    private final Map<TopicPartition, Integer> unchecked = new HashMap<>();
    private final Map<TopicPartition, Long> positions =
            new TreeMap<>(Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition));
    private final Deque<Runnable> script = new ArrayDeque<>();
    private final List<Map<TopicPartition, Long>> reports = new ArrayList<>();
    private Runnable beforePolls = () -> {};
    private Runnable afterPoll = () -> {};
    private int timeouts;
    private boolean groupIsSilent;
    private int polls;

    ScriptedSource(MemoryKafka kafka, SettableClock clock, int recordsPerPoll) {
        this.kafka = kafka;
        this.clock = clock;
        this.recordsPerPoll = recordsPerPoll;
    }

    /** Does this before the next poll that nothing was said for. */
    ScriptedSource then(Runnable step) {
        script.add(step);
        return this;
    }

    /** Does this before every poll. */
    void beforeEachPoll(Runnable step) {
        beforePolls = step;
    }

    /** Does this once after the next poll, before anything is done with its records. */
    void afterNextPoll(Runnable step) {
        afterPoll = step;
    }

    /** Lets so many questions about topics go without an answer. */
    void failNextQuestions(int count) {
        timeouts = count;
    }

    /** Lets the next question about the group's offsets go without an answer. */
    void failNextGroupQuestion() {
        groupIsSilent = true;
    }

    List<Map<TopicPartition, Long>> reports() {
        return reports;
    }

    int polls() {
        return polls;
    }

    @Override
    public List<Topic> topics(Predicate<String> wanted) {
        answer();
        return kafka.topics().stream()
                .filter(topic -> wanted.test(topic.name()))
                .toList();
    }

    @Override
    public Supplier<Map<String, String>> topicIds(Set<String> topics) {
        return () -> {
            answer();
            return kafka.topics().stream()
                    .filter(topic -> topics.contains(topic.name()))
                    .collect(Collectors.toMap(Topic::name, Topic::id));
        };
    }

    private void answer() {
        if (timeouts > 0) {
            timeouts--;
            throw new TimeoutException("no answer, says the script");
        }
    }

    @Override
    public void assign(Collection<TopicPartition> partitions) {
        positions.keySet().retainAll(partitions);
        unchecked.keySet().retainAll(partitions);
        partitions.forEach(partition -> positions.putIfAbsent(partition, -1L));
    }

    @Override
    public void seek(TopicPartition partition, long offset, OptionalInt leaderEpoch) {
        if (positions.replace(partition, offset) == null) {
            throw new IllegalStateException(partition + " is not assigned");
        }
        unchecked.remove(partition);
        leaderEpoch.ifPresent(epoch -> unchecked.put(partition, epoch));
    }

    @Override
    public ConsumerRecords<byte[], CheckedValue> poll(Duration longest) {
        polls++;
        beforePolls.run();
        if (!script.isEmpty()) {
            script.poll().run();
        }
        requireInRange();
        requireNotCut();
        Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
        Map<TopicPartition, List<ConsumerRecord<byte[], CheckedValue>>> records = new LinkedHashMap<>();
        int room = recordsPerPoll;
        for (TopicPartition partition : positions.keySet()) {
            if (kafka.has(partition)) {
                long before = positions.get(partition);
                List<ConsumerRecord<byte[], CheckedValue>> fetched = fetch(partition, room);
                long after = positions.get(partition);
                if (after > before) {
                    int epoch = kafka.log(partition).at(after - 1).leaderEpoch();
                    next.put(partition, new OffsetAndMetadata(after, Optional.of(epoch), ""));
                }
                room -= fetched.size();
                if (!fetched.isEmpty()) {
                    records.put(partition, fetched);
                }
            }
        }
        if (records.isEmpty()) {
            clock.advance(longest.isZero() ? Duration.ofMillis(1) : longest);
        }
        Runnable then = afterPoll;
        afterPoll = () -> {};
        then.run();
        return new ConsumerRecords<>(records, next);
    }

    private void requireInRange() {
        Map<TopicPartition, Long> lost = new HashMap<>();
        positions.forEach((partition, position) -> {
            if (kafka.has(partition)
                    && (position < kafka.log(partition).start()
                            || position > kafka.log(partition).end())) {
                lost.put(partition, position);
            }
        });
        if (!lost.isEmpty()) {
            throw new OffsetOutOfRangeException(lost);
        }
    }

    /** Asks, once after each seek, whether the log still is the one that was read. */
    private void requireNotCut() {
        Map<TopicPartition, Long> lost = new HashMap<>();
        Map<TopicPartition, OffsetAndMetadata> divergent = new HashMap<>();
        unchecked.forEach((partition, epoch) -> {
            if (kafka.has(partition)) {
                long end = kafka.log(partition).endOf(epoch);
                if (end < positions.get(partition)) {
                    lost.put(partition, positions.get(partition));
                    divergent.put(partition, new OffsetAndMetadata(end, Optional.of(epoch), ""));
                }
            }
        });
        unchecked.keySet().removeIf(partition -> kafka.has(partition) && !lost.containsKey(partition));
        if (!lost.isEmpty()) {
            throw new LogTruncationException("The log was cut", lost, divergent);
        }
    }

    private List<ConsumerRecord<byte[], CheckedValue>> fetch(TopicPartition partition, int most) {
        MemoryKafka.Log log = kafka.log(partition);
        List<ConsumerRecord<byte[], CheckedValue>> fetched = new ArrayList<>();
        long position = positions.get(partition);
        while (position < log.stableEnd() && fetched.size() < most) {
            MemoryKafka.Entry entry = log.at(position);
            if (!entry.control()) {
                fetched.add(record(partition, position, entry));
            }
            position++;
        }
        positions.put(partition, position);
        return fetched;
    }

    private static ConsumerRecord<byte[], CheckedValue> record(
            TopicPartition partition, long offset, MemoryKafka.Entry entry) {
        return new ConsumerRecord<>(
                partition.topic(),
                partition.partition(),
                offset,
                entry.timestamp(),
                TimestampType.CREATE_TIME,
                0,
                0,
                null,
                entry.value().map(CheckedValue::of).orElse(null),
                new RecordHeaders(),
                Optional.of(entry.leaderEpoch()));
    }

    @Override
    public OptionalLong lag(TopicPartition partition) {
        return kafka.has(partition)
                ? OptionalLong.of(kafka.log(partition).stableEnd() - positions.get(partition))
                : OptionalLong.empty();
    }

    @Override
    public Map<TopicPartition, Long> beginningOffsets(Collection<TopicPartition> partitions) {
        return partitions.stream()
                .collect(Collectors.toMap(
                        partition -> partition,
                        partition -> kafka.log(partition).start()));
    }

    @Override
    public Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions) {
        return partitions.stream()
                .collect(Collectors.toMap(
                        partition -> partition,
                        partition -> kafka.log(partition).stableEnd()));
    }

    @Override
    public Map<TopicPartition, Long> reported(Set<TopicPartition> partitions) {
        if (groupIsSilent) {
            groupIsSilent = false;
            throw new TimeoutException("no answer about the group, says the script");
        }
        Map<TopicPartition, Long> reported = new HashMap<>(kafka.group());
        reported.keySet().retainAll(partitions);
        return reported;
    }

    @Override
    public void report(Map<TopicPartition, Long> offsets) {
        reports.add(Map.copyOf(offsets));
        kafka.group().putAll(offsets);
    }

    @Override
    public void wakeUp() {}

    @Override
    public void close() {}
}
