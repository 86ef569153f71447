package dev.tributary.streams;

import java.util.function.Supplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Keeps USER_SPENDING_BY_TYPE: one total per user and type. A user who is met again under a new version of the key has another
 * pseudonym, hence another total; so all addends of one total have the same version.
 */
final class SumByUser implements Processor<byte[], byte[], byte[], byte[]> {
    static final String STORE = "user-spending-totals";

    private final OverflowQuarantine overflow;
    private final Supplier<TableRows> rows;

    private @Nullable Session session;

    /**
     * @param rows of the thread that asks
     */
    SumByUser(StreamRules rules, Limits limits, Supplier<TableRows> rows) {
        this.overflow = new OverflowQuarantine(rules.source(), limits, TransactionTopology.USER_OVERFLOW);
        this.rows = rows;
    }

    /** What a processor has from init on. */
    private record Session(ProcessorContext<byte[], byte[]> context, KeyValueStore<byte[], byte[]> totals) {}

    private record UserRow(SpendingKey key, int keyVersion, Total total) implements TableRows.Row {
        @Override
        public ProducerRecord<byte[], byte[]> write() {
            return new ProducerRecord<>(DerivedTopic.USER_SPENDING, null, total.timestamp(), key.toBytes(), value());
        }

        byte[] value() {
            return Rows.userSpending(key.userIdHashed(), keyVersion, key.type(), total);
        }
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        session = new Session(context, context.getStateStore(STORE));
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        Session current = session;
        if (current == null) {
            throw new IllegalStateException("not initialised");
        }
        SpendingKey key = SpendingKey.fromBytes(record.key());
        Addend addend = Addend.fromBytes(record.value());
        try {
            Total total = Total.fromBytes(current.totals().get(record.key())).plus(addend.amount(), record.timestamp());
            current.totals().put(record.key(), total.toBytes());
            UserRow row = new UserRow(key, addend.keyVersion(), total);
            if (!rows.get().hold(key, row)) {
                current.context()
                        .forward(
                                record.withValue(row.value()).withTimestamp(total.timestamp()),
                                TransactionTopology.sink(DerivedTopic.USER_SPENDING));
            }
        } catch (ArithmeticException e) {
            overflow.quarantine(current.context(), record, addend, DerivedTopic.USER_SPENDING);
        }
    }
}
