package dev.tributary.streams;

import java.util.Optional;

/** The cluster gave no answer in time, so the topology did not start. Nothing was changed; starting again may work. */
public final class ClusterSilentException extends StreamsFailedException {
    ClusterSilentException(String applicationId, String cluster, Throwable cause) {
        super(
                "no answer in time from Kafka at " + cluster + ", could not start the topology " + applicationId,
                Optional.of("check that the broker runs; then try again"),
                cause);
    }
}
