package dev.tributary.streams;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** The newest time of a transaction seen, per partition of the source and of all. It reads its store but once, and writes each change to it. */
final class SourceClock {
    private final KeyValueStore<byte[], byte[]> store;
    private final Map<Integer, Long> newest = new HashMap<>();
    private long newestOfAll;

    SourceClock(KeyValueStore<byte[], byte[]> store) {
        this.store = store;
        try (KeyValueIterator<byte[], byte[]> known = store.all()) {
            while (known.hasNext()) {
                KeyValue<byte[], byte[]> entry = known.next();
                remember(
                        ByteBuffer.wrap(entry.key).getInt(),
                        ByteBuffer.wrap(entry.value).getLong());
            }
        }
    }

    private void remember(int partition, long time) {
        newest.put(partition, time);
        newestOfAll = Math.max(newestOfAll, time);
    }

    /** The newest time of the partition, this one included. */
    long advance(int partition, long time) {
        long known = newest.getOrDefault(partition, 0L);
        if (known >= time) {
            return known;
        }
        remember(partition, time);
        store.put(
                ByteBuffer.allocate(Integer.BYTES).putInt(partition).array(),
                ByteBuffer.allocate(Long.BYTES).putLong(time).array());
        return time;
    }

    /** The newest time of any partition. */
    long newestOfAll() {
        return newestOfAll;
    }
}
