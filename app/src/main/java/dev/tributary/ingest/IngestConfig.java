package dev.tributary.ingest;

import dev.tributary.lake.Feeds;
import java.time.Duration;

/**
 * How Kafka flows into the lake.
 *
 * @param feeds which topics
 * @param group the consumer group whose offsets are committed for lag monitors; the ledger alone decides where to read
 * @param commitInterval the longest that a record waits for its commit, on idle topics too
 * @param commitBytes how many bytes of lines bring a commit forward
 * @param memoryBytes the budget for everything fetched and not yet written, over all partitions together
 * @param refreshInterval how often new topics and partitions are looked for
 * @param openFiles how many lake files are kept open, the least recently written closed first
 * @param acceptGaps whether to go on behind records that Kafka no longer has, the gap being recorded; otherwise their topic
 *     stops
 * @param quarantine how many dead letters are too many
 */
public record IngestConfig(
        Feeds feeds,
        String group,
        Duration commitInterval,
        long commitBytes,
        long memoryBytes,
        Duration refreshInterval,
        int openFiles,
        boolean acceptGaps,
        QuarantineLimit quarantine) {
    public IngestConfig {
        if (group.isBlank()) {
            throw new IllegalArgumentException("ingest.group must not be blank");
        }
        requirePositive("ingest.commit-interval", commitInterval);
        requirePositive("ingest.refresh-interval", refreshInterval);
        requireAtLeast("ingest.commit-bytes", commitBytes, 1);
        requireAtLeast("ingest.memory-bytes", memoryBytes, 1 << 20);
        requireAtLeast("ingest.open-files", openFiles, 1);
    }

    /** With the default limit on dead letters. */
    public IngestConfig(
            Feeds feeds,
            String group,
            Duration commitInterval,
            long commitBytes,
            long memoryBytes,
            Duration refreshInterval,
            int openFiles,
            boolean acceptGaps) {
        this(
                feeds,
                group,
                commitInterval,
                commitBytes,
                memoryBytes,
                refreshInterval,
                openFiles,
                acceptGaps,
                QuarantineLimit.DEFAULT);
    }

    /** The defaults, for the feeds given. */
    public static IngestConfig of(Feeds feeds) {
        return new IngestConfig(
                feeds, "tributary", Duration.ofMillis(250), 32 << 20, 64 << 20, Duration.ofSeconds(5), 64, false);
    }

    private static void requirePositive(String setting, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(setting + " must be longer than zero, not " + value);
        }
    }

    private static void requireAtLeast(String setting, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(setting + " must be at least " + least + ", not " + value);
        }
    }
}
