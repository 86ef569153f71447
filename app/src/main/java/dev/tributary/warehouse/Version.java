package dev.tributary.warehouse;

import dev.tributary.lake.Stamp;
import java.util.Optional;

/**
 * Which state of a thing a line tells. Within a partition the offset says what is newer; between partitions, which a key
 * changes only when their number changes, the timestamp; and a re-created topic is newer than the one before it. What
 * another tool wrote has none of this: it yields to every Kafka record, and to whatever is loaded after it.
 */
record Version(Optional<Stamp> stamp) {
    /** Whether a line of this version, loaded later, takes the place of one of the other. */
    boolean replaces(Version other) {
        if (stamp.isEmpty() || other.stamp.isEmpty()) {
            return stamp.isPresent() || other.stamp.isEmpty();
        }
        return isNewer(stamp.get(), other.stamp.get());
    }

    boolean isSameRecord(Version other) {
        return stamp.isPresent() && other.stamp.isPresent() && isSame(stamp.get(), other.stamp.get());
    }

    private static boolean isSame(Stamp one, Stamp two) {
        return one.epoch() == two.epoch() && one.partition() == two.partition() && one.offset() == two.offset();
    }

    private static boolean isNewer(Stamp one, Stamp two) {
        if (one.epoch() != two.epoch()) {
            return one.epoch() > two.epoch();
        }
        if (one.partition() == two.partition()) {
            return one.offset() > two.offset();
        }
        return one.timestamp() != two.timestamp()
                ? one.timestamp() > two.timestamp()
                : one.partition() > two.partition();
    }
}
