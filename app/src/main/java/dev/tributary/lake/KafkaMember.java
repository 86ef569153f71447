package dev.tributary.lake;

import java.util.List;
import java.util.Optional;

/** What the member {@code _kafka} of a line says. */
record KafkaMember(
        int partition,
        long offset,
        long timestamp,
        Optional<String> textKey,
        Optional<String> base64Key,
        List<RecordHeader> headers,
        int epoch,
        List<Integer> lineFeeds,
        List<Integer> carriageReturns,
        boolean emptyObject,
        boolean erased) {

    Stamp stamp() {
        return new Stamp(partition, offset, timestamp, textKey.or(() -> base64Key.map("base64:"::concat)), epoch);
    }
}
