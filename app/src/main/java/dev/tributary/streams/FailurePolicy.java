package dev.tributary.streams;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.apache.kafka.streams.errors.TopologyException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens when a thread of the topology dies: another takes its place, unless another would die the same way. That is so
 * for failures that no repetition mends, and when five threads died within a minute.
 */
final class FailurePolicy implements StreamsUncaughtExceptionHandler {
    static final int REPLACEMENTS = 5;
    static final Duration WITHIN = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(FailurePolicy.class);

    private final InstantSource clock;
    private final Consumer<Throwable> fatal;
    private final Deque<Instant> deaths = new ArrayDeque<>();

    FailurePolicy(InstantSource clock, Consumer<Throwable> fatal) {
        this.clock = clock;
        this.fatal = fatal;
    }

    @Override
    public synchronized StreamThreadExceptionResponse handle(Throwable death) {
        if (beyondRepetition(death) || !affordable(clock.instant())) {
            fatal.accept(death);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        LOG.warn("A thread of the topology died; another takes its place", death);
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    private static boolean beyondRepetition(Throwable death) {
        for (Throwable cause = death; cause != null; cause = cause.getCause()) {
            if (cause instanceof Error
                    || cause instanceof AuthenticationException
                    || cause instanceof AuthorizationException
                    || cause instanceof UnsupportedVersionException
                    || cause instanceof ConfigException
                    || cause instanceof TopologyException
                    || cause instanceof MissingSourceTopicException) {
                return true;
            }
        }
        return false;
    }

    private boolean affordable(Instant now) {
        while (!deaths.isEmpty() && deaths.getFirst().isBefore(now.minus(WITHIN))) {
            deaths.removeFirst();
        }
        deaths.addLast(now);
        return deaths.size() <= REPLACEMENTS;
    }
}
