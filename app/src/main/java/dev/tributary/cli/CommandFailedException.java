package dev.tributary.cli;

import java.util.List;
import java.util.Optional;

/** A command cannot do what it was asked, for a reason of the command line's own. */
final class CommandFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exit;
    private final transient List<String> details;
    private final transient Optional<String> fix;

    CommandFailedException(int exit, String message, Optional<String> fix) {
        this(exit, message, List.of(), fix);
    }

    CommandFailedException(int exit, String message, List<String> details, Optional<String> fix) {
        super(message);
        this.exit = exit;
        this.details = List.copyOf(details);
        this.fix = fix;
    }

    /** Wrong usage that the options' own checks cannot see. */
    static CommandFailedException usage(String message, String fix) {
        return new CommandFailedException(Exit.USAGE, message, Optional.of(fix));
    }

    int exit() {
        return exit;
    }

    /** Further lines below the message. */
    List<String> details() {
        return details;
    }

    Optional<String> fix() {
        return fix;
    }
}
