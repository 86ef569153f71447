package dev.tributary.warehouse;

import dev.tributary.lake.Stamp;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A record on its way into a table.
 *
 * @param file the mark of the file it came from
 * @param lines the lines it is one of
 * @param line which of them
 */
record Row(Mark file, ParsedLines lines, int line) implements Figures {
    /** Its line's first byte in the file. */
    long position() {
        return lines.position(line);
    }

    /** The JSON; empty for a tombstone. */
    Optional<byte[]> data() {
        return Optional.ofNullable(lines.data(line));
    }

    /** What makes it the same thing as another row of a table that keeps the latest; empty when it has none. */
    Optional<String> key() {
        return Optional.ofNullable(lines.key(line));
    }

    boolean isAllNull() {
        return lines.isAllNull(line);
    }

    /** Where it came from; empty for a line of another tool. */
    Optional<Stamp> stamp() {
        return isStamped()
                ? Optional.of(new Stamp(partition(), offset(), lines.timestamp(line), kafkaKey(), epoch()))
                : Optional.empty();
    }

    /** Whether there is a {@link #stamp}, which can be asked for piece by piece then. */
    boolean isStamped() {
        return lines.isStamped(line);
    }

    int epoch() {
        return lines.epoch(line);
    }

    int partition() {
        return lines.partition(line);
    }

    long offset() {
        return lines.offset(line);
    }

    /** The record's time in milliseconds; negative when it has none. */
    long timestamp() {
        return isStamped() ? lines.timestamp(line) : -1;
    }

    Optional<String> kafkaKey() {
        return Optional.ofNullable(lines.kafkaKey(line));
    }

    /** Whether it comes from the same file and the same life of its topic as another one. */
    boolean shares(Row other) {
        return file.id() == other.file.id()
                && isStamped() == other.isStamped()
                && (!isStamped() || epoch() == other.epoch());
    }

    /** The user that it names, if that is plain. */
    @Nullable
    Symbol user() {
        return lines.user(line);
    }

    @Nullable
    Symbol userName() {
        return lines.userName(line);
    }

    /** Whether only SQLite can say whom it names. */
    boolean namesOddUser() {
        return lines.namesOddUser(line);
    }

    @Override
    public boolean odd() {
        return lines.hasOddFigures(line);
    }

    @Override
    public Symbol group(int slot) {
        return lines.group(line, slot);
    }

    @Override
    public boolean hasAmount() {
        return lines.hasAmount(line);
    }

    @Override
    public long millionths() {
        return lines.millionths(line);
    }

    @Override
    public boolean completed() {
        return lines.isCompleted(line);
    }
}
