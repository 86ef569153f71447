package dev.tributary.governance;

import java.util.Locale;

/** What a token can be used for. */
public enum Scope {
    /** Reading alone, as far as its user may read. */
    READ,
    /** Whatever its user may do. */
    ALL;

    /** The name as users write it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
