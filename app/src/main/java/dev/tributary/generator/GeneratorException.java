package dev.tributary.generator;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The records could not be delivered. The message says where to and why, in one line. */
public final class GeneratorException extends RuntimeException {
    private final @Nullable String fix;

    GeneratorException(String message, @Nullable String fix, Throwable cause) {
        super(message, cause);
        this.fix = fix;
    }

    /** What the person at the console can do about it, where that is known. */
    public Optional<String> fix() {
        return Optional.ofNullable(fix);
    }
}
