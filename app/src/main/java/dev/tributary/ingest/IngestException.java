package dev.tributary.ingest;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Ingestion cannot go on: what happened, to which topic or file, and where known what mends it. */
public final class IngestException extends RuntimeException {
    private final @Nullable String fix;

    /** A failure with its cause, where there is one, and what mends it, where that is known. */
    public IngestException(String message, Optional<String> fix, @Nullable Throwable cause) {
        super(message, cause);
        this.fix = fix.orElse(null);
    }

    /** What the operator can do about it, as an imperative sentence. */
    public Optional<String> fix() {
        return Optional.ofNullable(fix);
    }
}
