package dev.tributary.streams;

import java.time.Duration;

/**
 * What the cluster takes. A record beyond these would fail when it is written and stop the topology, so the topology does not
 * write it.
 *
 * @param maxQuarantineBytes how large a record of TRANSACTIONS_QUARANTINE may be
 * @param maxAhead how far the time of a record may lie ahead of the clock
 */
record Limits(int maxQuarantineBytes, Duration maxAhead) {
    /** Clocks differ; a day is more than any of them should. */
    private static final Duration DAY = Duration.ofDays(1);

    static Limits defaults() {
        return new Limits(DerivedTopic.MAX_QUARANTINE_BYTES, DAY);
    }

    /** The tighter of both. */
    Limits within(long topicMaxBytes, long topicMaxAheadMillis) {
        return new Limits(
                (int) Math.min(maxQuarantineBytes, topicMaxBytes),
                Duration.ofMillis(Math.min(maxAhead.toMillis(), topicMaxAheadMillis)));
    }
}
