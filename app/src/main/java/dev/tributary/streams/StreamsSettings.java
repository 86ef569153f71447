package dev.tributary.streams;

import java.nio.file.Path;

/**
 * How the topology runs.
 *
 * @param applicationId the name under which all instances share the work; also the prefix of the internal topics
 * @param stateDirectory where this instance keeps its state; no other instance may use it
 * @param threads how many threads work; more than there are partitions are idle
 * @param updates which updates of the tables are rows
 * @param partitions how many partitions a topic gets that does not exist yet
 */
public record StreamsSettings(
        String applicationId, Path stateDirectory, int threads, TableUpdates updates, int partitions) {
    /** The application id when nobody says. */
    public static final String APPLICATION_ID = "tributary-streams";

    private static final String LEGAL_ID = "[a-zA-Z0-9._-]{1,150}";

    public StreamsSettings {
        if (!applicationId.matches(LEGAL_ID)) {
            throw new IllegalArgumentException(
                    "streams.application-id must be letters, digits, '.', '_' and '-', at most 150, not "
                            + applicationId);
        }
        if (threads < 1 || threads > 256) {
            throw new IllegalArgumentException("streams.threads must be 1 to 256, not " + threads);
        }
        if (partitions < 1 || partitions > 10_000) {
            throw new IllegalArgumentException("streams.partitions must be 1 to 10000, not " + partitions);
        }
    }

    /**
     * The defaults, with the state in the directory given. One thread, because it has one producer and so one transaction per commit
     * for all partitions, and leaves the other core to the broker, the ingest and the loader.
     */
    public static StreamsSettings in(Path stateDirectory) {
        return new StreamsSettings(
                APPLICATION_ID, stateDirectory, 1, TableUpdates.LAST, TransactionTopology.DEFAULT_PARTITIONS);
    }
}
