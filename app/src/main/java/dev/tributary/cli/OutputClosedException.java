package dev.tributary.cli;

/** Nobody reads the output any more, as behind {@code | head}. */
final class OutputClosedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OutputClosedException() {
        super("the output is closed");
    }
}
