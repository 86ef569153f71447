package dev.tributary.report;

import java.util.Optional;

/** A report cannot be made or read. */
public final class ReportException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Optional<String> fix;

    /** With what to do about it. */
    public ReportException(String message, String fix) {
        super(message);
        this.fix = Optional.of(fix);
    }

    /** With what failed below, and what to do about it. */
    public ReportException(String message, String fix, Throwable cause) {
        super(message, cause);
        this.fix = Optional.of(fix);
    }

    /** What to do about it. */
    public Optional<String> fix() {
        return fix;
    }
}
