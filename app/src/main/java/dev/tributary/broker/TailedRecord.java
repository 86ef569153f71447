package dev.tributary.broker;

import java.util.List;
import java.util.Optional;

/**
 * One record as it lies in a topic. The arrays are the record's own: do not change them.
 *
 * @param partition the partition it is in
 * @param offset its offset there
 * @param timestamp milliseconds since 1970; -1 when it has none
 * @param key its key, if it has one
 * @param value its value; empty for a tombstone
 * @param headers in the order they were sent
 */
public record TailedRecord(
        int partition,
        long offset,
        long timestamp,
        Optional<byte[]> key,
        Optional<byte[]> value,
        List<RecordHeader> headers) {
    public TailedRecord {
        headers = List.copyOf(headers);
    }

    /**
     * One header.
     *
     * @param key its name
     * @param value its bytes, if it has any
     */
    public record RecordHeader(String key, Optional<byte[]> value) {}
}
