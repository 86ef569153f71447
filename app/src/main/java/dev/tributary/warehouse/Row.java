package dev.tributary.warehouse;

import dev.tributary.lake.Stamp;
import java.util.Optional;

/**
 * A record on its way into a table.
 *
 * @param file the mark of the file it came from
 * @param position its line's first byte in the file
 * @param event what the line says
 */
record Row(Mark file, long position, ParsedLine.Event event) {
    Optional<byte[]> data() {
        return event.data();
    }

    Optional<Stamp> stamp() {
        return event.stamp();
    }

    /** Whether it comes from the same file and the same life of its topic as another one. */
    boolean shares(Row other) {
        return file.id() == other.file.id()
                && stamp().map(Stamp::epoch).equals(other.stamp().map(Stamp::epoch));
    }

    Figures figures() {
        return event.figures();
    }

    Optional<String> key() {
        return event.key();
    }
}
