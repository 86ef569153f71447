package dev.tributary.quarantine;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** What somebody did about a record in quarantine. */
public sealed interface Deed {
    /** The record, as {@link Entry#place()}. */
    Place place();

    /** The lake file that it is in. */
    String file();

    /** When. */
    Instant at();

    /** The user's name in the operating system. */
    String by();

    /** What the deed made of the record. */
    State state();

    /**
     * It was given up.
     *
     * @param reason why
     */
    record Discarded(Place place, String file, Instant at, String by, String reason) implements Deed {
        @Override
        public State state() {
            return State.DISCARDED;
        }
    }

    /**
     * It was sent again.
     *
     * @param attempt names this one sending among all; the header {@code tributary-resubmission} has it
     * @param mended whether with another value than its own
     * @param target where to
     * @param outcome what came of it
     * @param offset the offset that it has there; empty unless it arrived
     */
    record Resubmitted(
            Place place,
            String file,
            Instant at,
            String by,
            String attempt,
            boolean mended,
            Target target,
            Outcome outcome,
            OptionalLong offset)
            implements Deed {
        @Override
        public State state() {
            return switch (outcome) {
                case INTENDED -> State.UNSETTLED;
                case ARRIVED, UNKNOWN -> State.RESUBMITTED;
                case FAILED -> State.OPEN;
            };
        }

        /** Its new coordinates, once they are known. */
        public Optional<Place> arrivedAt() {
            return offset.isPresent()
                    ? Optional.of(new Place(target.topic(), target.partition(), offset.getAsLong(), 0))
                    : Optional.empty();
        }
    }

    /**
     * A partition that records are sent to.
     *
     * @param topic the topic
     * @param topicId its id, by which it is told from another one of that name; empty text where the broker gives none
     * @param partition the partition's number
     * @param fromOffset an offset that nothing that is sent from now on can be before
     */
    record Target(String topic, String topicId, int partition, long fromOffset) {}

    /** What came of a sending. */
    enum Outcome {
        /** Nobody knows yet. */
        INTENDED,
        /** It is in the topic. */
        ARRIVED,
        /** It is not in the topic, and never will be. */
        FAILED,
        /** Nobody will ever know: Kafka no longer has the offsets that would tell. */
        UNKNOWN
    }
}
