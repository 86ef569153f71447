package dev.tributary.governance;

import java.util.List;
import java.util.Optional;

/** A name that nothing has. */
public class UnknownNameException extends GovernanceException {
    private static final long serialVersionUID = 1L;

    private final String name;
    private final transient List<String> candidates;

    UnknownNameException(String message, String name, List<String> candidates, String fix) {
        super(message, Optional.of(fix), null);
        this.name = name;
        this.candidates = List.copyOf(candidates);
    }

    /** The name. */
    public String name() {
        return name;
    }

    /** The names of that kind that there are. */
    public List<String> candidates() {
        return candidates;
    }
}
