package dev.tributary.quarantine;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A record in quarantine that was looked for.
 *
 * @param entries where it lies; more than one when the lake and the topology both refused it, the one that was looked for first
 * @param state how it stands with it
 */
public record Found(List<Entry> entries, State state) {
    public Found {
        entries = List.copyOf(entries);
    }

    /** The entry that was looked for. */
    public Entry entry() {
        return entries.get(0);
    }

    static Found of(List<Entry> entries, Map<Place, Deed> newest) {
        State state = entries.stream()
                .flatMap(entry -> Optional.ofNullable(newest.get(entry.place())).stream())
                .map(Deed::state)
                .filter(other -> other != State.OPEN)
                .findFirst()
                .orElse(State.OPEN);
        return new Found(entries, state);
    }
}
