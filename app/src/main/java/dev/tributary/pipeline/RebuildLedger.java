package dev.tributary.pipeline;

import dev.tributary.broker.Topics;
import dev.tributary.ingest.Arrivals;
import dev.tributary.lake.Erasures;
import dev.tributary.lake.Feeds;
import dev.tributary.lake.LakeLayout;
import dev.tributary.lake.LakeSurvey;
import dev.tributary.lake.LedgerRebuild;
import dev.tributary.lake.LocalDisk;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Makes the lake's ledger anew from its lines, as {@link LedgerRebuild} describes, and asks Kafka for what no line tells:
 *
 * <ul>
 *   <li>Whether a topic is still the one whose records the lake has. The first and the last line of each partition are compared with what Kafka has under
 *       their offsets. Equal: its id goes into the ledger. Another record: the topic was made anew, and ingestion starts its next epoch.
 *   <li>Which records below the last line of a partition are missing, because a crash tore the last batch. Those that Kafka still has are taken.
 * </ul>
 *
 * Without Kafka both stay open, which the result says.
 */
public final class RebuildLedger {
    /** No topic has this id: whoever is asked next is another one. */
    private static final String ANOTHER = "another topic than the one of today";

    /**
     * What came of it.
     *
     * @param partitions how many partitions have lines
     * @param survey what the lines said
     * @param kept where the old ledger is
     * @param oldReadable whether its topic ids and gaps could be taken over
     * @param gaps how many gaps are known
     * @param pruned how many files are known to have been pruned
     * @param taken records that were missing below the last lines and came from Kafka
     * @param recreated topics that are other ones today
     * @param unsure topics of which Kafka could not tell whether they are the same
     */
    public record Result(
            int partitions,
            LakeSurvey survey,
            Optional<Path> kept,
            boolean oldReadable,
            int gaps,
            int pruned,
            long taken,
            Set<String> recreated,
            Set<String> unsure) {}

    private final LedgerRebuild rebuild;
    private final Set<String> recreated = new TreeSet<>();
    private final Set<String> unsure = new TreeSet<>();

    private RebuildLedger(LedgerRebuild rebuild) {
        this.rebuild = rebuild;
    }

    /**
     * Makes it anew.
     *
     * @param erasures of whose persons nothing is taken from Kafka
     * @param kafka the cluster; empty when the lines alone are to tell
     * @throws dev.tributary.lake.LakeException when the lake cannot be read or written; nothing is lost then
     */
    public static Result run(
            LakeLayout layout,
            Feeds feeds,
            Optional<KafkaConnection> kafka,
            Erasures erasures,
            Instant now,
            LedgerRebuild.Listener listener) {
        try (LedgerRebuild rebuild = LedgerRebuild.open(layout, feeds, new LocalDisk(), erasures, listener)) {
            return new RebuildLedger(rebuild).run(kafka, now);
        }
    }

    private Result run(Optional<KafkaConnection> kafka, Instant now) {
        List<LakeSurvey.Source> current = current();
        if (kafka.isPresent()) {
            askKafka(kafka.get(), current);
        } else {
            current.forEach(source -> unsure.add(source.topic()));
        }
        Optional<Path> kept = rebuild.install(now);
        return new Result(
                rebuild.survey().sources().size(),
                rebuild.survey(),
                kept,
                rebuild.oldReadable(),
                rebuild.gaps().size(),
                rebuild.pruned().size(),
                rebuild.taken(),
                recreated,
                unsure);
    }

    /** The partitions of the highest epoch of each topic. */
    private List<LakeSurvey.Source> current() {
        List<LakeSurvey.Source> all = rebuild.survey().sources();
        Map<String, Integer> epochs =
                all.stream().collect(Collectors.toMap(LakeSurvey.Source::topic, LakeSurvey.Source::epoch, Math::max));
        return all.stream()
                .filter(source -> Objects.equals(epochs.get(source.topic()), source.epoch()))
                .toList();
    }

    private void askKafka(KafkaConnection kafka, List<LakeSurvey.Source> current) {
        try (Topics topics = new Topics(kafka.settings());
                KafkaScan scan = new KafkaScan(kafka.properties())) {
            Map<String, String> ids = topics.ids();
            Map<TopicPartition, LakeSurvey.Source> existing = new HashMap<>();
            List<String> names = current.stream()
                    .map(LakeSurvey.Source::topic)
                    .filter(ids::containsKey)
                    .distinct()
                    .toList();
            Set<TopicPartition> partitions = topics.startOffsets(names).keySet();
            for (LakeSurvey.Source source : current) {
                TopicPartition partition = new TopicPartition(source.topic(), source.partition());
                if (partitions.contains(partition)) {
                    existing.put(partition, source);
                } else {
                    recreated.add(source.topic());
                }
            }
            Map<TopicPartition, Long> ends = scan.endOffsets(existing.keySet());
            identify(scan, existing, ends, ids);
            existing.values().removeIf(source -> recreated.contains(source.topic()));
            takeMissing(scan, existing, ends);
        }
        current.stream()
                .filter(source -> recreated.contains(source.topic()))
                .forEach(source -> rebuild.identify(source, ANOTHER));
    }

    private void identify(
            KafkaScan scan,
            Map<TopicPartition, LakeSurvey.Source> existing,
            Map<TopicPartition, Long> ends,
            Map<String, String> ids) {
        Map<TopicPartition, Long> starts = scan.startOffsets(existing.keySet());
        Set<String> same = new TreeSet<>();
        existing.forEach((partition, source) -> {
            for (LakeSurvey.Sample sample : rebuild.survey().samples(source)) {
                boolean held =
                        sample.offset() >= number(starts, partition) && sample.offset() < number(ends, partition);
                if (held) {
                    compare(scan, partition, source, sample, same);
                }
            }
        });
        same.removeAll(recreated);
        existing.values().forEach(source -> {
            if (same.contains(source.topic())) {
                rebuild.identify(source, ids.getOrDefault(source.topic(), ""));
            } else if (!recreated.contains(source.topic())) {
                unsure.add(source.topic());
            }
        });
    }

    private void compare(
            KafkaScan scan,
            TopicPartition partition,
            LakeSurvey.Source source,
            LakeSurvey.Sample sample,
            Set<String> same) {
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        scan.read(
                Map.of(partition, sample.offset()),
                Map.of(partition, sample.offset() + 1),
                (unused, record) -> found.add(record));
        for (ConsumerRecord<byte[], byte[]> record : found) {
            boolean equal = sample.isOf(Arrivals.checked(source.epoch(), record));
            (equal ? same : recreated).add(source.topic());
        }
    }

    /** Reads from the first offset on that no line has; before it nothing can be missing. */
    private void takeMissing(
            KafkaScan scan, Map<TopicPartition, LakeSurvey.Source> existing, Map<TopicPartition, Long> ends) {
        Map<TopicPartition, Long> from = new HashMap<>();
        Map<TopicPartition, Long> to = new HashMap<>();
        existing.forEach((partition, source) -> {
            long first = rebuild.survey().offsets(source).firstMissing();
            long end = Math.min(rebuild.survey().next(source), number(ends, partition));
            if (first < end && !unsure.contains(source.topic())) {
                from.put(partition, first);
                to.put(partition, end);
            }
        });
        scan.read(from, to, (partition, record) -> {
            LakeSurvey.Source source = Objects.requireNonNull(existing.get(partition));
            if (!rebuild.survey().offsets(source).contains(record.offset())) {
                rebuild.take(Arrivals.checked(source.epoch(), record));
            }
        });
    }

    private static long number(Map<TopicPartition, Long> offsets, TopicPartition partition) {
        return offsets.getOrDefault(partition, 0L);
    }
}
