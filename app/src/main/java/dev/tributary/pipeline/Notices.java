package dev.tributary.pipeline;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Passes notices on, but not the same one again and again: a trouble that lasts is said once a minute. */
final class Notices {
    private static final Duration AGAIN_AFTER = Duration.ofMinutes(1);

    private final PipelineListener listener;
    private final InstantSource clock;
    private String last = "";
    private Instant said = Instant.MIN;

    Notices(PipelineListener listener, InstantSource clock) {
        this.listener = listener;
        this.clock = clock;
    }

    synchronized void say(String line) {
        Instant now = clock.instant();
        if (!line.equals(last) || !now.isBefore(said.plus(AGAIN_AFTER))) {
            last = line;
            said = now;
            listener.notice(line);
        }
    }
}
