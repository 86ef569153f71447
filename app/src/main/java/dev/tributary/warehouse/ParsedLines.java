package dev.tributary.warehouse;

import dev.tributary.lake.Stamp;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lines of the lake that are not empty, taken apart and independent of the buffer they were read into: a column for each thing that they say. One thread makes
 * them and another one stores them, which has nothing of them in its cache: columns reach it as a few pieces of memory, each from one end to the other, where objects would be
 * a dozen a line, to be found one by one.
 *
 * <p>Whoever makes them adds one after the other; from then on nobody changes them.
 */
final class ParsedLines {
    // What is so of a line, a bit each. A line without any is what is left of an erased person's record, or nonsense.
    private static final int RECORD = 1;
    private static final int STAMPED = 1 << 1;
    private static final int ALL_NULL = 1 << 2;
    private static final int ODD_USER = 1 << 3;
    private static final int ODD_FIGURES = 1 << 4;
    private static final int AMOUNT = 1 << 5;
    private static final int COMPLETED = 1 << 6;

    /** No JSON object, with the reason and the bytes, which nobody changes. */
    static final class Nonsense {
        private final String reason;
        private final byte[] raw;

        Nonsense(String reason, byte[] raw) {
            this.reason = reason;
            this.raw = raw;
        }

        String reason() {
            return reason;
        }

        byte[] raw() {
            return raw;
        }
    }

    private final int slots;
    private final Map<Integer, Nonsense> nonsense = new HashMap<>();
    private int size;
    private byte[] flags;
    private long[] positions;
    private byte[] @Nullable [] data;
    private int[] epochs;
    private int[] partitions;
    private long[] offsets;
    private long[] timestamps;
    private @Nullable String[] kafkaKeys;
    private @Nullable String[] keys;
    private @Nullable Symbol[] users;
    private @Nullable Symbol[] userNames;
    private Symbol[] groups;
    private long[] millionths;

    /**
     * None yet, of a table with some summaries.
     *
     * @param room how many there is room for before the columns have to grow, at least one
     */
    ParsedLines(SummaryRule rule, int room) {
        this.slots = rule.members().size();
        this.flags = new byte[room];
        this.positions = new long[room];
        this.data = new byte[room] @Nullable [];
        this.epochs = new int[room];
        this.partitions = new int[room];
        this.offsets = new long[room];
        this.timestamps = new long[room];
        this.kafkaKeys = new @Nullable String[room];
        this.keys = new @Nullable String[room];
        this.users = new @Nullable Symbol[room];
        this.userNames = new @Nullable Symbol[room];
        this.groups = new Symbol[room * slots];
        this.millionths = new long[room];
    }

    int size() {
        return size;
    }

    /**
     * Adds a record.
     *
     * @param position its line's first byte in the file
     * @param json the JSON, byte for byte as it came, which nobody changes; empty for a tombstone
     * @param stamp where it came from; empty for a line of another tool
     * @param key what makes it the same thing as another row of a table that keeps the latest; empty when it has none
     * @param allNull whether it has nothing but nulls
     * @param figures what it adds to the summaries of its table
     */
    void addRecord(
            long position,
            Optional<byte[]> json,
            Optional<Stamp> stamp,
            Optional<String> key,
            boolean allNull,
            Figures figures) {
        int line = add(position, RECORD | (allNull ? ALL_NULL : 0));
        data[line] = json.orElse(null);
        keys[line] = key.orElse(null);
        stamp.ifPresent(known -> stamp(line, known));
        figures(line, figures);
    }

    private void stamp(int line, Stamp stamp) {
        flags[line] |= STAMPED;
        epochs[line] = stamp.epoch();
        partitions[line] = stamp.partition();
        offsets[line] = stamp.offset();
        timestamps[line] = stamp.timestamp();
        kafkaKeys[line] = stamp.key().orElse(null);
    }

    private void figures(int line, Figures figures) {
        for (int slot = 0; slot < slots; slot++) {
            groups[line * slots + slot] = figures.group(slot);
        }
        millionths[line] = figures.millionths();
        flags[line] |= (byte) ((figures.odd() ? ODD_FIGURES : 0)
                | (figures.hasAmount() ? AMOUNT : 0)
                | (figures.completed() ? COMPLETED : 0));
    }

    /** Says of the record added last whom it names, who may have no name. */
    void nameUser(Symbol id, @Nullable Symbol name) {
        users[size - 1] = id;
        userNames[size - 1] = name;
    }

    /** Says of the record added last that it is not plain what its user's columns will show, so that SQLite has to say it. */
    void nameOddUser() {
        flags[size - 1] |= ODD_USER;
    }

    /** Adds what is left of an erased person's record. It makes no row, and is a line taken all the same: whoever compares the two counts finds nothing waiting. */
    void addErased(long position) {
        add(position, 0);
    }

    void addNonsense(long position, Nonsense what) {
        nonsense.put(add(position, 0), what);
    }

    private int add(long position, int flag) {
        if (size == flags.length) {
            grow(size * 2);
        }
        positions[size] = position;
        flags[size] = (byte) flag;
        return size++;
    }

    private void grow(int room) {
        flags = Arrays.copyOf(flags, room);
        positions = Arrays.copyOf(positions, room);
        data = Arrays.copyOf(data, room);
        epochs = Arrays.copyOf(epochs, room);
        partitions = Arrays.copyOf(partitions, room);
        offsets = Arrays.copyOf(offsets, room);
        timestamps = Arrays.copyOf(timestamps, room);
        kafkaKeys = Arrays.copyOf(kafkaKeys, room);
        keys = Arrays.copyOf(keys, room);
        users = Arrays.copyOf(users, room);
        userNames = Arrays.copyOf(userNames, room);
        groups = Arrays.copyOf(groups, room * slots);
        millionths = Arrays.copyOf(millionths, room);
    }

    boolean isRecord(int line) {
        return has(line, RECORD);
    }

    /** What is no JSON object there. */
    Optional<Nonsense> nonsense(int line) {
        return isRecord(line) ? Optional.empty() : Optional.ofNullable(nonsense.get(line));
    }

    long position(int line) {
        return positions[line];
    }

    byte @Nullable [] data(int line) {
        return data[line];
    }

    @Nullable
    String key(int line) {
        return keys[line];
    }

    boolean isAllNull(int line) {
        return has(line, ALL_NULL);
    }

    /** Whether it is known where the record came from; what else is said of that means nothing otherwise. */
    boolean isStamped(int line) {
        return has(line, STAMPED);
    }

    int epoch(int line) {
        return epochs[line];
    }

    int partition(int line) {
        return partitions[line];
    }

    long offset(int line) {
        return offsets[line];
    }

    long timestamp(int line) {
        return timestamps[line];
    }

    @Nullable
    String kafkaKey(int line) {
        return kafkaKeys[line];
    }

    @Nullable
    Symbol user(int line) {
        return users[line];
    }

    @Nullable
    Symbol userName(int line) {
        return userNames[line];
    }

    boolean namesOddUser(int line) {
        return has(line, ODD_USER);
    }

    boolean hasOddFigures(int line) {
        return has(line, ODD_FIGURES);
    }

    Symbol group(int line, int slot) {
        return groups[line * slots + slot];
    }

    boolean hasAmount(int line) {
        return has(line, AMOUNT);
    }

    long millionths(int line) {
        return millionths[line];
    }

    boolean isCompleted(int line) {
        return has(line, COMPLETED);
    }

    private boolean has(int line, int flag) {
        return (flags[line] & flag) != 0;
    }
}
