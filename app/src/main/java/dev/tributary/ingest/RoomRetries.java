package dev.tributary.ingest;

import java.time.Duration;

/** How long to wait for room on a full disk: a little at first, twice as long each time, until something could be committed. */
final class RoomRetries {
    private static final Duration FIRST = Duration.ofMillis(250);
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private Duration next = FIRST;
    private boolean waiting;

    /** The disk is full; whether it was not known to be. */
    boolean begin() {
        boolean news = !waiting;
        waiting = true;
        return news;
    }

    Duration nextPause() {
        Duration pause = next;
        Duration twice = next.multipliedBy(2);
        next = twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
        return pause;
    }

    /** Something was committed; whether that is news. */
    boolean end() {
        boolean news = waiting;
        waiting = false;
        next = FIRST;
        return news;
    }
}
