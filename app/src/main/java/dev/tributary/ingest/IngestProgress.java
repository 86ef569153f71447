package dev.tributary.ingest;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What was committed since this ingestion started.
 *
 * @param records lines of data
 * @param deadLetters lines of dead letters
 * @param bytes their length in the lake's files
 * @param commits the ledger's transactions
 * @param lastCommit when the last one ended
 * @param partitions the partitions read, and how far each is
 * @param stoppedTopics the topics that stopped with an error, while the others go on
 * @param alarmedTopics the topics of whose last records too many are bad
 */
public record IngestProgress(
        long records,
        long deadLetters,
        long bytes,
        long commits,
        Optional<Instant> lastCommit,
        List<PartitionProgress> partitions,
        List<String> stoppedTopics,
        List<String> alarmedTopics) {
    public IngestProgress {
        partitions = List.copyOf(partitions);
        stoppedTopics = List.copyOf(stoppedTopics);
        alarmedTopics = List.copyOf(alarmedTopics);
    }

    IngestProgress withStopped(List<String> topics) {
        return new IngestProgress(records, deadLetters, bytes, commits, lastCommit, partitions, topics, alarmedTopics);
    }

    static IngestProgress none() {
        return new IngestProgress(0, 0, 0, 0, Optional.empty(), List.of(), List.of(), List.of());
    }
}
