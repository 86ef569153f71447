package dev.tributary.streams;

import java.util.Optional;

/**
 * How the topology is doing.
 *
 * @param phase what it is at
 * @param quarantined source records of this run that went to the quarantine
 * @param late transactions of this run that came after at least one of their windows was closed
 * @param failure why it stopped, if it failed
 */
public record StreamsStatus(Phase phase, long quarantined, long late, Optional<StreamsFailedException> failure) {
    /** What a topology is at. */
    public enum Phase {
        /** Not started yet, or getting its share of the work. */
        STARTING,
        /** Working, or waiting for records. */
        RUNNING,
        /** The work is being shared anew, or a thread is being replaced. */
        REBALANCING,
        /** On its way to stopped. */
        STOPPING,
        /** Closed in good order. */
        STOPPED,
        /** Stopped by a failure. */
        FAILED
    }
}
