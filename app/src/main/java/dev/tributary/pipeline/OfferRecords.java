package dev.tributary.pipeline;

import dev.tributary.broker.Topics;
import dev.tributary.ingest.Arrivals;
import dev.tributary.lake.FileRepair;
import dev.tributary.lake.LakeFile;
import dev.tributary.lake.LakeLayout;
import dev.tributary.lake.Position;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.TopicPartition;

/** Offers a damaged file every record of its topic that Kafka still has and that the ledger says is taken. */
final class OfferRecords {
    private final KafkaConnection kafka;
    private final LakeLayout layout;
    private final Map<TopicPartition, Position> positions;

    OfferRecords(KafkaConnection kafka, LakeLayout layout, Map<TopicPartition, Position> positions) {
        this.kafka = kafka;
        this.layout = layout;
        this.positions = positions;
    }

    /** The file taken apart, and everything offered to it. A topic that was made anew has nothing to offer. */
    FileRepair to(LakeFile file) {
        try (Topics topics = new Topics(kafka.settings());
                KafkaScan scan = new KafkaScan(kafka.properties())) {
            FileRepair repair = FileRepair.of(layout, file);
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
            offer(scan, taken, repair);
            repair.offered();
            return repair;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read lake file " + layout.resolve(file.path()), e);
        }
    }

    private static void offer(KafkaScan scan, Map<TopicPartition, Position> taken, FileRepair repair) {
        Map<TopicPartition, Long> ends = new HashMap<>();
        scan.endOffsets(taken.keySet())
                .forEach((partition, end) -> ends.put(
                        partition,
                        Math.min(
                                end,
                                Objects.requireNonNull(taken.get(partition)).nextOffset())));
        scan.read(ends, (partition, record) -> {
            try {
                repair.offer(
                        Arrivals.of(Objects.requireNonNull(taken.get(partition)).epoch(), record));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
