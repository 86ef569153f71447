package dev.tributary.broker;

import java.util.Optional;

/** The wait between two tries at something another process does. */
final class Pause {
    private static final long MILLIS = 20;

    private Pause() {}

    static void briefly(String doing) {
        try {
            Thread.sleep(MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerException("interrupted while " + doing, Optional.empty(), e);
        }
    }
}
