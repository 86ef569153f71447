package dev.tributary.generator;

import java.util.Optional;

/** One record for the source topic. The arrays are the record's own: do not change them. */
public final class SourceRecord {
    private final Kind kind;
    private final Optional<byte[]> key;
    private final Optional<byte[]> value;
    private final long timestamp;

    SourceRecord(Kind kind, Optional<byte[]> key, Optional<byte[]> value, long timestamp) {
        this.kind = kind;
        this.key = key;
        this.value = value;
        this.timestamp = timestamp;
    }

    /** What kind of record it is: a good one, or which kind of bad. */
    public enum Kind {
        /** A transaction, as it should be. */
        TRANSACTION,
        /** A transaction sent before whose status has moved on. */
        LIFECYCLE_STEP,
        /** Text that is not JSON. */
        NOT_JSON,
        /** JSON, but no object. */
        NOT_OBJECT,
        /** A transaction without TRANSACTION_ID. */
        MISSING_ID,
        /** A transaction in a currency that is none. */
        UNKNOWN_CURRENCY,
        /** The same bytes as a record before. */
        DUPLICATE,
        /** A transaction whose time is long over. */
        LATE,
        /** A key with a null value. */
        TOMBSTONE
    }

    /** What kind of record it is. */
    public Kind kind() {
        return kind;
    }

    /** The id of the transaction; empty when the record has none. */
    public Optional<byte[]> key() {
        return key;
    }

    /** The value, without any line feed in it; empty for a tombstone. */
    public Optional<byte[]> value() {
        return value;
    }

    /** Milliseconds since 1970, the same instant as the value's TIMESTAMP. */
    public long timestamp() {
        return timestamp;
    }

    SourceRecord again() {
        return new SourceRecord(Kind.DUPLICATE, key, value, timestamp);
    }
}
