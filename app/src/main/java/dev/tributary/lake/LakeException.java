package dev.tributary.lake;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Something about the lake that stops the work: what was being done, to what, and where known what mends it. */
public class LakeException extends RuntimeException {
    private final @Nullable String fix;

    /** A failure with its cause, where there is one, and what mends it, where that is known. */
    public LakeException(String message, Optional<String> fix, @Nullable Throwable cause) {
        super(message, cause);
        this.fix = fix.orElse(null);
    }

    LakeException(String message, String fix) {
        this(message, Optional.of(fix), null);
    }

    LakeException(String message, Throwable cause) {
        this(message, Optional.empty(), cause);
    }

    /** What the operator can do about it, as an imperative sentence. */
    public Optional<String> fix() {
        return Optional.ofNullable(fix);
    }
}
