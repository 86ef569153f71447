package dev.tributary.quarantine;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One record to be sent again.
 *
 * @param entries the entries that it is the record of, at least one; the first is sent
 * @param newValue what to send in place of its value
 * @param newTime what to send in place of its time
 */
public record Order(List<Entry> entries, Optional<byte[]> newValue, Optional<Instant> newTime) {
    public Order {
        entries = List.copyOf(entries);
        if (entries.isEmpty()) {
            throw new IllegalArgumentException("an order needs an entry");
        }
    }

    /** The entry that is sent. */
    public Entry entry() {
        return entries.get(0);
    }
}
