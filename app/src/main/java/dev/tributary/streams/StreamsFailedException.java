package dev.tributary.streams;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The topology cannot start or go on. The message is for people: what was being done, to what, and which value was wrong. */
public class StreamsFailedException extends RuntimeException {
    private final String fix;

    /**
     * A failure.
     *
     * @param fix what to do about it, where that is known
     */
    public StreamsFailedException(String message, Optional<String> fix, @Nullable Throwable cause) {
        super(message, cause);
        this.fix = fix.orElse("");
    }

    /** What to do about it, where that is known. */
    public Optional<String> fix() {
        return fix.isEmpty() ? Optional.empty() : Optional.of(fix);
    }
}
