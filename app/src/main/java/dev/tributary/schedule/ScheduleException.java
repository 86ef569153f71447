package dev.tributary.schedule;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Something about the schedule that stops the work. */
public final class ScheduleException extends RuntimeException {
    private final @Nullable String fix;

    ScheduleException(String message, Throwable cause) {
        super(message, cause);
        this.fix = null;
    }

    ScheduleException(String message, String fix) {
        super(message);
        this.fix = fix;
    }

    /** What the operator can do about it, as an imperative sentence. */
    public Optional<String> fix() {
        return Optional.ofNullable(fix);
    }
}
