package dev.tributary.warehouse;

import java.util.Optional;

/** One lake file cannot be loaded; the others can. Ends the transaction, which is tried again without the file. */
final class FileProblem extends RuntimeException {
    private final String path;
    private final Optional<String> fix;

    FileProblem(String path, String message, Optional<String> fix, Throwable cause) {
        super(message, cause);
        this.path = path;
        this.fix = fix;
    }

    FileProblem(String path, String message, String fix) {
        super(message);
        this.path = path;
        this.fix = Optional.of(fix);
    }

    LoadSummary.FailedFile toFailedFile() {
        return new LoadSummary.FailedFile(path, String.valueOf(getMessage()), fix);
    }

    String path() {
        return path;
    }
}
