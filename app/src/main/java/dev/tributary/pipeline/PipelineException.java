package dev.tributary.pipeline;

import java.util.Optional;

/** The pipeline cannot do what it was asked; the message says what and why, in one line. */
public class PipelineException extends RuntimeException {
    private final transient Optional<String> fix;

    /** Something failed for which no remedy is known. */
    public PipelineException(String message) {
        super(message);
        this.fix = Optional.empty();
    }

    /** Something failed, and this mends it. */
    public PipelineException(String message, String fix) {
        super(message);
        this.fix = Optional.of(fix);
    }

    /** What the user can do about it, where known. */
    public Optional<String> fix() {
        return fix;
    }
}
