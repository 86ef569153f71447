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

    Figures figures() {
        return event.figures();
    }

    Optional<String> key() {
        return event.key();
    }
}
