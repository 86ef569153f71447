package dev.tributary.broker;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Something about Kafka did not work. The message says what, in one line, for the person at the console. */
public class BrokerException extends RuntimeException {
    private final @Nullable String fix;

    /** A failure with what would mend it, where that is known, and its cause, where there is one. */
    public BrokerException(String message, Optional<String> fix, @Nullable Throwable cause) {
        super(message, cause);
        this.fix = fix.orElse(null);
    }

    BrokerException(String message, String fix) {
        this(message, Optional.of(fix), null);
    }

    /** What the person at the console can do about it, where that is known. */
    public Optional<String> fix() {
        return Optional.ofNullable(fix);
    }

    /** The message of the innermost cause, on one line, or the name of its class when it has none. */
    static String reason(Throwable failure) {
        Throwable innermost = failure;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        String message = innermost.getMessage();
        return message == null || message.isBlank()
                ? innermost.getClass().getSimpleName()
                : message.strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
