package dev.tributary.warehouse;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A text that many rows share, as one object: made by the thread that reads, it carries what the thread that stores knows of the text, which then
 * looks it up once and not for each row.
 */
final class Symbol {
    private final Optional<String> text;
    private @Nullable SummaryDeltas cellOwner;
    private @Nullable SummaryCell cell;
    private @Nullable Object userOwner;
    private Users.@Nullable User user;

    /** Where the text is empty, it stands for there being none. */
    Symbol(Optional<String> text) {
        this.text = text;
    }

    Optional<String> text() {
        return text;
    }

    /** Whether it stands for the same text as another, which it mostly does as the same object. */
    boolean sameAs(Symbol other) {
        return this == other || text.equals(other.text);
    }

    /** The group that it names, as that owner has noted it; null when he has not. */
    @Nullable
    SummaryCell cell(SummaryDeltas owner) {
        return owner == cellOwner ? cell : null;
    }

    void note(SummaryDeltas owner, SummaryCell noted) {
        cellOwner = owner;
        cell = noted;
    }

    /** The user that it names, as that owner has noted him; null when he has not. */
    Users.@Nullable User user(Object owner) {
        return owner == userOwner ? user : null;
    }

    void note(Object owner, Users.User noted) {
        userOwner = owner;
        user = noted;
    }
}
