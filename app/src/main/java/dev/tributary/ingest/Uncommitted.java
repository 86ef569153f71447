package dev.tributary.ingest;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What waits for the next commit, and since when. */
final class Uncommitted {
    private Optional<Instant> since = Optional.empty();

    /** Something waits: records, or positions moved without any. */
    void begin(Instant now) {
        if (since.isEmpty()) {
            since = Optional.of(now);
        }
    }

    /** How long the commit may still wait; zero when it is due. A clock set back makes it due at once. */
    Duration untilDue(Instant now, Duration longest) {
        return since.map(begin -> Elapsed.rest(begin, now, longest)).orElse(longest);
    }

    boolean isEmpty() {
        return since.isEmpty();
    }

    void clear() {
        since = Optional.empty();
    }
}
