package dev.tributary.cli;

/** The exit codes, as {@code tributary --help} explains them. */
final class Exit {
    static final int DONE = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int PARTIAL = 3;
    static final int NOT_PERMITTED = 4;
    static final int UNREACHABLE = 5;
    static final int CHECK_FAILED = 6;
    static final int CONFIGURATION = 7;
    static final int INTERRUPTED = 130;

    private Exit() {}
}
