package dev.tributary.pipeline;

import dev.tributary.broker.Topics;
import dev.tributary.ingest.Arrivals;
import dev.tributary.lake.Erasures;
import dev.tributary.lake.FileRepair;
import dev.tributary.lake.LakeFile;
import dev.tributary.lake.LakeReader;
import dev.tributary.lake.LakeSurvey;
import dev.tributary.lake.OffsetSet;
import dev.tributary.lake.Position;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/** Offers a damaged file every record of its topic that Kafka still has and that the ledger says is taken, but for those of files that were pruned. */
final class OfferRecords {
    private final KafkaConnection kafka;
    private final LakeReader lake;
    private final Map<TopicPartition, Position> positions;
    private final Erasures erasures;

    OfferRecords(KafkaConnection kafka, LakeReader lake, Map<TopicPartition, Position> positions, Erasures erasures) {
        this.kafka = kafka;
        this.lake = lake;
        this.positions = positions;
        this.erasures = erasures.only(done(lake));
    }

    /** A file in which an erasure is not done yet has the lines that it had before. */
    private static Set<String> done(LakeReader lake) {
        return lake.erasures().entrySet().stream()
                .filter(Map.Entry::getValue)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** The file taken apart, and everything offered to it. A topic that was made anew has nothing to offer. */
    FileRepair to(LakeFile file) {
        try (Topics topics = new Topics(kafka.settings());
                KafkaScan scan = new KafkaScan(kafka.properties())) {
            FileRepair repair = FileRepair.of(lake.layout(), file, erasures);
            Map<String, String> ids = topics.ids();
            if (!ids.containsKey(file.topic())) {
                return repair;
            }
            Map<TopicPartition, Position> taken = new HashMap<>();
            topics.startOffsets(List.of(file.topic())).keySet().forEach(partition -> {
                Position position = positions.get(partition);
                if (position != null
                        && (position.topicId().isEmpty() || position.topicId().equals(ids.get(file.topic())))) {
                    taken.put(partition, position);
                }
            });
            offer(scan, taken, repair, pruned(file));
            repair.offered();
            return repair;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot read lake file " + lake.layout().resolve(file.path()), e);
        }
    }

    /** The records of the file's topic and day that were pruned: an earlier file of that day had them. */
    private Map<LakeSurvey.Source, OffsetSet> pruned(LakeFile file) {
        Map<LakeSurvey.Source, OffsetSet> pruned = new HashMap<>();
        lake.prunedOffsets().forEach((gone, offsets) -> {
            if (gone.file().topic().equals(file.topic()) && gone.file().date().equals(file.date())) {
                offsets.unpacked()
                        .forEach((source, set) -> pruned.computeIfAbsent(source, unused -> new OffsetSet())
                                .addAll(set));
            }
        });
        return pruned;
    }

    private static void offer(
            KafkaScan scan,
            Map<TopicPartition, Position> taken,
            FileRepair repair,
            Map<LakeSurvey.Source, OffsetSet> pruned) {
        Map<TopicPartition, Long> ends = new HashMap<>();
        scan.endOffsets(taken.keySet())
                .forEach((partition, end) -> ends.put(
                        partition,
                        Math.min(
                                end,
                                Objects.requireNonNull(taken.get(partition)).nextOffset())));
        scan.read(ends, (partition, record) -> {
            int epoch = Objects.requireNonNull(taken.get(partition)).epoch();
            LakeSurvey.Source source = new LakeSurvey.Source(partition.topic(), epoch, partition.partition());
            try {
                boolean gone = Optional.ofNullable(pruned.get(source))
                        .filter(offsets -> offsets.contains(record.offset()))
                        .isPresent();
                if (!gone) {
                    repair.offer(Arrivals.checked(epoch, record));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
