package dev.tributary.ingest;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** What waits for the next commit, and since when. */
final class Uncommitted {
    private final Set<String> topics = new HashSet<>();
    private Optional<Instant> since = Optional.empty();

    /** Records of a topic wait. */
    void add(String topic) {
        topics.add(topic);
    }

    /** Something waits: records, or positions moved without any. */
    void begin(Instant now) {
        if (since.isEmpty()) {
            since = Optional.of(now);
        }
    }

    /** The topics of the records. */
    Set<String> topics() {
        return Set.copyOf(topics);
    }

    /** How long the commit may still wait; zero when it is due. A clock set back makes it due at once. */
    Duration untilDue(Instant now, Duration longest) {
        return since.map(begin -> Elapsed.rest(begin, now, longest)).orElse(longest);
    }

    boolean isEmpty() {
        return since.isEmpty();
    }

    void clear() {
        topics.clear();
        since = Optional.empty();
    }
}
