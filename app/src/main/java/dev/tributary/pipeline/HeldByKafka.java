package dev.tributary.pipeline;

import dev.tributary.broker.TopicRetention;
import dev.tributary.broker.TopicSummary;
import dev.tributary.broker.Topics;
import dev.tributary.config.Settings;
import dev.tributary.lake.Erasures;
import dev.tributary.streams.DerivedTopic;
import dev.tributary.streams.TransactionTopology;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * What a topic still holds of a person.
 *
 * @param topic the topic
 * @param records how many records
 * @param latest the highest timestamp of these, in milliseconds
 * @param retention how long the topic keeps what it has; empty when Kafka does not say
 */
public record HeldByKafka(String topic, long records, long latest, Optional<TopicRetention> retention) {
    /** When the topic will have nothing more of them, in words; Kafka takes its time to delete a segment that has expired. */
    public String expires() {
        if (retention.isEmpty()) {
            return expire() + " nobody knows when: Kafka does not show this user the topic's settings";
        }
        Optional<String> byAge = retention.get().age().map(age -> at(latest, age.toMillis()));
        String byKey = records == 1
                ? "is there until a newer record replaces it"
                : "are there until newer records replace them";
        return retention.get().compacted()
                ? byAge.map(when -> when + " at the latest").orElse(byKey)
                : byAge.orElse("never " + expire());
    }

    private String expire() {
        return records == 1 ? "expires" : "expire";
    }

    private String at(long latest, long age) {
        try {
            return expire() + " after "
                    + Instant.ofEpochMilli(Math.addExact(latest, age)).truncatedTo(ChronoUnit.SECONDS);
        } catch (ArithmeticException | DateTimeException e) {
            return "never " + expire();
        }
    }

    /** All topics of the project that hold any: the source, the derived ones, those of the topology itself, and the feeds. */
    static List<HeldByKafka> of(KafkaConnection kafka, Settings settings, Erasures persons) {
        try (Topics topics = new Topics(kafka.settings());
                KafkaScan scan = new KafkaScan(kafka.properties())) {
            Map<TopicPartition, Long> ends = new HashMap<>();
            for (TopicSummary topic : topics.list()) {
                if (concerns(settings, topic)) {
                    ends.putAll(scan.endOffsets(scan.partitions(topic.name())));
                }
            }
            Map<String, long[]> found = new HashMap<>();
            scan.read(ends, (partition, record) -> {
                if (has(persons, record)) {
                    long[] counts = found.computeIfAbsent(partition.topic(), unused -> new long[] {0, Long.MIN_VALUE});
                    counts[0]++;
                    counts[1] = Math.max(counts[1], record.timestamp());
                }
            });
            Map<String, TopicRetention> retention = topics.retention(found.keySet());
            List<HeldByKafka> held = new ArrayList<>();
            found.forEach((topic, counts) ->
                    held.add(new HeldByKafka(topic, counts[0], counts[1], Optional.ofNullable(retention.get(topic)))));
            held.sort(Comparator.comparing(HeldByKafka::topic));
            return held;
        }
    }

    static boolean concerns(Settings settings, TopicSummary topic) {
        Set<String> derived = Set.copyOf(TransactionTopology.derivedTopics().stream()
                .map(DerivedTopic::name)
                .toList());
        return !topic.internal()
                && (topic.name().equals(settings.streams().rules().source())
                        || derived.contains(topic.name())
                        || topic.name().startsWith(settings.streams().applicationId() + "-")
                        || settings.feeds().match(topic.name()).isPresent());
    }

    static boolean has(Erasures persons, ConsumerRecord<byte[], byte[]> record) {
        if (has(persons, record.key()) || has(persons, record.value())) {
            return true;
        }
        for (Header header : record.headers()) {
            if (has(persons, header.value())) {
                return true;
            }
        }
        return false;
    }

    private static boolean has(Erasures persons, byte @Nullable [] bytes) {
        return bytes != null && !persons.in(bytes, 0, bytes.length).isEmpty();
    }
}
