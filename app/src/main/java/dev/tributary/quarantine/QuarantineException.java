package dev.tributary.quarantine;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Something about the quarantine that stops the work: what was being done, to what, and where known what mends it. */
public class QuarantineException extends RuntimeException {
    private final transient Optional<String> fix;

    /** A failure with what mends it, where that is known, and its cause, where there is one. */
    public QuarantineException(String message, Optional<String> fix, @Nullable Throwable cause) {
        super(message, cause);
        this.fix = fix;
    }

    QuarantineException(String message, String fix) {
        this(message, Optional.of(fix), null);
    }

    /** What the operator can do about it. */
    public Optional<String> fix() {
        return fix;
    }
}
