package dev.tributary.lake;

import java.util.List;
import java.util.Optional;

/**
 * A record on its way into the lake. The arrays are not copied; leave them alone until the record is committed.
 *
 * @param topic the topic
 * @param partition the partition's number
 * @param epoch the topic's epoch, as in {@link Position}
 * @param offset the record's offset
 * @param timestamp its timestamp in milliseconds, -1 when it has none
 * @param key its key, any bytes
 * @param value its value, checked; empty for a tombstone
 * @param headers its headers in their order
 */
public record Arrival(
        String topic,
        int partition,
        int epoch,
        long offset,
        long timestamp,
        Optional<byte[]> key,
        Optional<CheckedValue> value,
        List<RecordHeader> headers) {
    /** What the record's line is; a tombstone is data. */
    public Kind kind() {
        return value.map(CheckedValue::kind).orElse(Kind.DATA);
    }
}
