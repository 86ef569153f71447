package dev.tributary.streams;

import dev.tributary.streams.StreamRules.HoppingWindow;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps SPEND_LAST_FIVE_MIN_BY_TYPE: one total per type and hopping window.
 *
 * <p>A window is closed for a record when its end and the grace lie behind the newest time seen <em>in the same partition of the
 * source</em>. Partitions are read at different speeds, above all while catching up after a pause; were one clock kept for all,
 * the faster would close the windows of the slower, and the sums would depend on the pace of threads. So they depend only on
 * the order within each partition, which Kafka keeps.
 *
 * <p>The totals are in a plain key-value store, not in a window store: the changelog of the latter is deleted by the age of its
 * records, by the broker's clock, and would not survive a replay of old transactions.
 */
final class SumByWindow implements Processor<byte[], byte[], byte[], byte[]> {
    static final String TOTALS = "window-spending-totals";
    static final String TIMES = "window-spending-times";

    /** How far partitions of the source may be apart; a window takes some fifty bytes per type. */
    private static final Duration MIN_RETENTION = Duration.ofDays(1);

    /** The windows of ten minutes or so, of all types. */
    private static final int REMEMBERED = 256;

    private static final Logger LOG = LoggerFactory.getLogger(SumByWindow.class);

    private final long size;
    private final long advance;
    private final long grace;
    private final long retention;
    private final OverflowQuarantine overflow;
    private final Supplier<TableRows> rows;

    private @Nullable Session session;
    private boolean warned;

    /**
     * @param rows of the thread that asks
     */
    SumByWindow(StreamRules rules, Limits limits, Supplier<TableRows> rows) {
        HoppingWindow window = rules.window();
        this.size = window.size().toMillis();
        this.advance = window.advance().toMillis();
        this.grace = window.grace().toMillis();
        this.retention = Math.max(MIN_RETENTION.toMillis(), 2 * (size + grace));
        this.overflow = new OverflowQuarantine(rules.source(), limits, TransactionTopology.WINDOW_OVERFLOW);
        this.rows = rows;
    }

    /** What a processor has between init and close. The windows are read from the store but once; each change is written to it. */
    private record Session(
            ProcessorContext<byte[], byte[]> context,
            KeyValueStore<byte[], byte[]> totals,
            SourceClock clock,
            Map<WindowId, Window> windows,
            Sensor late) {}

    private record WindowId(String type, long start) {}

    /** What a window has in the store, and what its rows begin with. */
    private static final class Window implements TableRows.Row {
        private final byte[] key;
        private final byte[] rowKey;
        private final String rowHead;
        private Total total;

        Window(byte[] key, byte[] rowKey, String rowHead, Total total) {
            this.key = key;
            this.rowKey = rowKey;
            this.rowHead = rowHead;
            this.total = total;
        }

        @Override
        public ProducerRecord<byte[], byte[]> write() {
            return new ProducerRecord<>(DerivedTopic.SPEND_BY_WINDOW, null, total.timestamp(), rowKey, value());
        }

        private byte[] value() {
            return Rows.windowSpending(rowHead, total);
        }
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        session = new Session(
                context,
                context.getStateStore(TOTALS),
                new SourceClock(context.getStateStore(TIMES)),
                new Recent<>(REMEMBERED),
                Metering.sensor(context, Metering.LATE));
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        Session current = session;
        if (current == null) {
            throw new IllegalStateException("not initialised");
        }
        Addend addend = Addend.fromBytes(record.value());
        long firstKeptBefore = firstKept(current.clock().newestOfAll());
        long firstOpenEnd = current.clock().advance(addend.partition(), record.timestamp()) - grace;
        long firstKept = firstKept(current.clock().newestOfAll());
        if (firstKept > firstKeptBefore) {
            expire(current, firstKept);
        }
        String type = new String(record.key(), StandardCharsets.UTF_8);
        boolean late = false;
        for (long start = firstWindow(record.timestamp()); start <= record.timestamp(); start += advance) {
            if (start + size > firstOpenEnd && start >= firstKept) {
                add(current, record, addend, new WindowId(type, start));
            } else {
                late = true;
            }
        }
        if (late) {
            countLate(current);
        }
    }

    /** Windows start at the multiples of the advance since 1970. */
    private long firstWindow(long time) {
        return Math.max(0, time - size + advance) / advance * advance;
    }

    private void add(Session current, Record<byte[], byte[]> record, Addend addend, WindowId id) {
        Window window = current.windows().computeIfAbsent(id, missing -> window(current, missing));
        try {
            window.total = window.total.plus(addend.amount(), record.timestamp());
            current.totals().put(window.key, window.total.toBytes());
            if (!rows.get().hold(id, window)) {
                current.context()
                        .forward(
                                new Record<>(window.rowKey, window.value(), window.total.timestamp()),
                                TransactionTopology.sink(DerivedTopic.SPEND_BY_WINDOW));
            }
        } catch (ArithmeticException e) {
            overflow.quarantine(current.context(), record, addend, DerivedTopic.SPEND_BY_WINDOW);
        }
    }

    /** The key of the row is {@code <TRANSACTION_TYPE>|<WINDOW_START>} as text. */
    private Window window(Session current, WindowId id) {
        Instant start = Instant.ofEpochMilli(id.start());
        byte[] key = key(id.start(), Rows.utf8(id.type()));
        return new Window(
                key,
                Rows.utf8(id.type() + "|" + start),
                Rows.windowSpendingHead(id.type(), start, start.plusMillis(size)),
                Total.fromBytes(current.totals().get(key)));
    }

    /** Drops the windows that no partition should want any more. */
    private static void expire(Session current, long firstKept) {
        current.windows().keySet().removeIf(window -> window.start() < firstKept);
        try (KeyValueIterator<byte[], byte[]> expired =
                current.totals().range(key(0, new byte[0]), key(firstKept, new byte[0]))) {
            while (expired.hasNext()) {
                KeyValue<byte[], byte[]> window = expired.next();
                current.totals().delete(window.key);
            }
        }
    }

    private long firstKept(long newest) {
        return Math.max(0, newest - retention) / advance * advance;
    }

    private static byte[] key(long start, byte[] type) {
        return ByteBuffer.allocate(Long.BYTES + type.length)
                .putLong(start)
                .put(type)
                .array();
    }

    private void countLate(Session current) {
        current.late().record();
        if (!warned) {
            warned = true;
            LOG.warn(
                    "A transaction came after its window of {} was closed for more than {}: it is not in {}."
                            + " Further ones are counted as {} and not logged.",
                    Duration.ofMillis(size),
                    Duration.ofMillis(grace),
                    DerivedTopic.SPEND_BY_WINDOW,
                    Metering.total(Metering.LATE));
        }
    }

    @Override
    public void close() {
        if (session != null) {
            Metering.remove(session.context(), session.late());
            session = null;
        }
    }
}
