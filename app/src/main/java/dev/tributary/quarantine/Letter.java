package dev.tributary.quarantine;

import dev.tributary.lake.RecordHeader;
import java.util.List;
import java.util.Optional;

/**
 * A record in quarantine with its bytes. The arrays are its own: do not change them.
 *
 * @param entry the record
 * @param key its key
 * @param headers its headers in their order
 * @param raw its value; empty when it had none
 * @param writtenAt when it was written to quarantine's topic or, a dead letter, to its own, in milliseconds
 */
public record Letter(
        Entry entry, Optional<byte[]> key, List<RecordHeader> headers, Optional<byte[]> raw, long writtenAt) {
    public Letter {
        headers = List.copyOf(headers);
    }
}
