package dev.tributary.warehouse;

import dev.tributary.lake.Stamp;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A line of the lake that is not empty, taken apart and independent of the buffer it was read into.
 *
 * @param position its first byte in the file
 * @param next the first byte behind it and its line feed
 * @param content what it says
 */
record ParsedLine(long position, long next, Content content) {
    /** What a line says. */
    sealed interface Content {}

    /**
     * A record.
     *
     * @param data the JSON, byte for byte as it came, which nobody changes; empty for a tombstone
     * @param stamp where it came from; empty for a line of another tool
     * @param key what makes it the same thing as another row of a table that keeps the latest; empty when it has none
     * @param user whom it names
     * @param figures what it adds to the summaries of its table
     * @param allNull whether it has nothing but nulls
     */
    record Event(
            Optional<byte[]> data,
            Optional<Stamp> stamp,
            Optional<String> key,
            User user,
            Figures figures,
            boolean allNull)
            implements Content {}

    /** No JSON object, with the reason. */
    record Nonsense(String reason, Raw raw) implements Content {}

    /** What is left of an erased person's record. It makes no row, and is a line taken all the same: whoever compares the two counts finds nothing waiting. */
    record Erased() implements Content {}

    /** Bytes that nobody changes. */
    static final class Raw {
        private final byte[] bytes;

        Raw(byte[] bytes) {
            this.bytes = bytes;
        }

        byte[] bytes() {
            return bytes;
        }
    }

    /**
     * The user that a record names.
     *
     * @param odd whether it is not plain what the columns will show, so that SQLite has to say it
     * @param id the user's id, if it is plain; null for nobody
     * @param name the user's name, if there is one
     */
    record User(boolean odd, @Nullable Symbol id, @Nullable Symbol name) {
        static final User NOBODY = new User(false, null, null);
        static final User ODD = new User(true, null, null);
    }
}
