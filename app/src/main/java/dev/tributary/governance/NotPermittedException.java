package dev.tributary.governance;

import java.util.List;
import java.util.Optional;

/** Somebody asked for what he may not have. The message names only what he named himself. */
public class NotPermittedException extends GovernanceException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> details;

    NotPermittedException(String message, List<String> details, Optional<String> fix) {
        super(message, fix, null);
        this.details = List.copyOf(details);
    }

    /** What he may have instead. */
    public List<String> details() {
        return details;
    }
}
