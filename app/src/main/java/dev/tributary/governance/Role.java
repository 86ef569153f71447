package dev.tributary.governance;

import java.util.Locale;

/** What a user is. */
public enum Role {
    /** Reads everything and does everything. */
    ADMIN,
    /** Reads what is granted to him, and does nothing else. */
    ANALYST;

    /** The name as users write it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
