package dev.tributary.streams;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The rows of the tables that one stream thread holds until its transaction commits: of each key the last one. They are as much part
 * of the transaction as what was sent, and are gone with it when it aborts.
 *
 * <p>The first row of a transaction is not held. It is sent as any record is, and so Kafka Streams knows of a transaction that it has to
 * abort when the task is lost; with held rows alone it would know of none.
 */
final class HeldRows implements TableRows {
    /** Some megabytes. Beyond them rows of further keys are sent at once, each update. */
    private static final int MAX_ROWS = 16_384;

    private final Map<Object, Row> rows = new LinkedHashMap<>();
    private boolean begun;

    @Override
    public boolean hold(Object key, Row row) {
        if (!begun) {
            begun = true;
            return false;
        }
        if (rows.size() == MAX_ROWS && !rows.containsKey(key)) {
            return false;
        }
        rows.put(key, row);
        return true;
    }

    /** Sends what is held, before the transaction commits. */
    void send(Consumer<ProducerRecord<byte[], byte[]>> producer) {
        rows.values().forEach(row -> producer.accept(row.write()));
        drop();
    }

    /** Forgets what is held: its transaction is over. */
    void drop() {
        rows.clear();
        begun = false;
    }
}
