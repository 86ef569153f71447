package dev.tributary.quarantine;

import java.util.Locale;

/** How it stands with a record in quarantine. */
public enum State {
    /** Nobody did anything about it yet. */
    OPEN,
    /** It was being resubmitted when that broke off; the next resubmission finds out whether it arrived. */
    UNSETTLED,
    /** It is on its way again. */
    RESUBMITTED,
    /** It was given up. */
    DISCARDED;

    /** As users write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
