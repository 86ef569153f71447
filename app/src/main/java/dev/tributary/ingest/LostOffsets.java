package dev.tributary.ingest;

import dev.tributary.lake.Gap;
import dev.tributary.lake.LakeWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;

/** What happens when Kafka does not have the offset to read next: it is explained, never skipped in silence. */
final class LostOffsets {
    private final RecordSource source;
    private final LakeWriter writer;
    private final Partitions partitions;
    private final StoppedTopics stopped;
    private final IngestListener listener;
    private final boolean acceptGaps;

    LostOffsets(
            RecordSource source,
            LakeWriter writer,
            Partitions partitions,
            StoppedTopics stopped,
            IngestListener listener,
            boolean acceptGaps) {
        this.source = source;
        this.writer = writer;
        this.partitions = partitions;
        this.stopped = stopped;
        this.listener = listener;
        this.acceptGaps = acceptGaps;
    }

    /** Moves partitions that the ledger does not have yet to their first offset of now: nothing was promised of them. */
    void startAgain(OffsetOutOfRangeException failure) {
        List<TopicPartition> fresh = failure.offsetOutOfRangePartitions().keySet().stream()
                .filter(partitions::isAssigned)
                .filter(partition -> !partitions.of(partition).inLedger())
                .toList();
        source.beginningOffsets(fresh).forEach((partition, first) -> {
            partitions.start(partition, first);
            source.seek(partition, first, partitions.of(partition).leaderEpoch());
        });
    }

    /** Deals with the partitions that Kafka has no such offset of. Topics that were made again are dealt with before. */
    void explain(OffsetOutOfRangeException failure, Instant now) {
        List<TopicPartition> lost = failure.offsetOutOfRangePartitions().entrySet().stream()
                .filter(entry -> isWanted(entry.getKey(), entry.getValue()))
                .map(Map.Entry::getKey)
                .toList();
        Map<TopicPartition, Long> first = source.beginningOffsets(lost);
        Map<TopicPartition, Long> last = source.endOffsets(lost);
        for (TopicPartition partition : lost) {
            if (partitions.isAssigned(partition)) {
                explain(partition, offset(first, partition), offset(last, partition), failure, now);
            }
        }
    }

    /** Whether the offset is still the one to read next. */
    private boolean isWanted(TopicPartition partition, long offset) {
        return partitions.isAssigned(partition) && partitions.of(partition).next() == offset;
    }

    private static long offset(Map<TopicPartition, Long> offsets, TopicPartition partition) {
        return Objects.requireNonNull(offsets.get(partition), () -> "no offset for " + partition);
    }

    private void explain(
            TopicPartition partition, long first, long last, OffsetOutOfRangeException failure, Instant now) {
        PartitionState state = partitions.of(partition);
        if (failure instanceof LogTruncationException) {
            stop(partition.topic(), truncated(state, "was cut by a change of leader and written anew"));
        } else if (state.next() < first) {
            skipTo(state, first, now);
        } else if (state.next() > last) {
            stop(partition.topic(), truncated(state, "ends at offset " + last));
        }
    }

    private void skipTo(PartitionState state, long first, Instant now) {
        TopicPartition partition = state.partition();
        Gap gap = new Gap(
                partition.topic(),
                state.epoch(),
                partition.partition(),
                state.next(),
                first,
                "deleted in Kafka before it was read (retention, or records deleted)",
                now);
        writer.record(gap);
        listener.gapFound(gap);
        if (acceptGaps) {
            state.passed(first, Optional.empty());
            source.seek(partition, first, state.leaderEpoch());
        } else {
            stop(partition.topic(), lost(gap));
        }
    }

    private void stop(String topic, IngestException reason) {
        stopped.stop(topic, reason);
        partitions.unassign(topic);
        source.assign(partitions.assigned());
    }

    private static IngestException lost(Gap gap) {
        return new IngestException(
                "Topic " + gap.topic() + " partition " + gap.partition() + ": offsets " + gap.from() + " to "
                        + (gap.to() - 1) + " (" + (gap.to() - gap.from())
                        + ") are no longer in Kafka and were never read; the gap is recorded in the ledger",
                Optional.of("go on behind the gap with ingest.accept-gaps, and give the topic a longer retention"),
                null);
    }

    private static IngestException truncated(PartitionState state, String what) {
        return new IngestException(
                "Topic " + state.partition().topic() + " partition "
                        + state.partition().partition() + ": the lake has it up to offset " + state.committedNext()
                        + ", but Kafka's log " + what
                        + "; the lake may hold records that Kafka has lost",
                Optional.of(
                        "find out how the log was cut (unclean leader election, or a restored cluster), then take the"
                                + " topic into a new lake folder"),
                null);
    }
}
