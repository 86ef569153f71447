package dev.tributary.governance;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Something about users, permissions or the audit trail that stops the work: what, to what, and where known what mends it. */
public class GovernanceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final @Nullable String fix;

    /** A failure with its cause, where there is one, and what mends it, where that is known. */
    public GovernanceException(String message, Optional<String> fix, @Nullable Throwable cause) {
        super(message, cause);
        this.fix = fix.orElse(null);
    }

    GovernanceException(String message, String fix) {
        this(message, Optional.of(fix), null);
    }

    /** What the operator can do about it, as an imperative sentence. */
    public Optional<String> fix() {
        return Optional.ofNullable(fix);
    }
}
