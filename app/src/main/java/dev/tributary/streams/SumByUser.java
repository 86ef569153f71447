package dev.tributary.streams;

import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Keeps USER_SPENDING_BY_TYPE: one total per user and type, each update a row. A user who is met again under a new version of the key has another
 * pseudonym, hence another total; so all addends of one total have the same version.
 */
final class SumByUser implements Processor<byte[], byte[], byte[], byte[]> {
    static final String STORE = "user-spending-totals";

    private final OverflowQuarantine overflow;

    private @Nullable ProcessorContext<byte[], byte[]> context;
    private @Nullable KeyValueStore<byte[], byte[]> totals;

    SumByUser(StreamRules rules, Limits limits) {
        this.overflow = new OverflowQuarantine(rules.source(), limits, TransactionTopology.USER_OVERFLOW);
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> newContext) {
        context = newContext;
        totals = newContext.getStateStore(STORE);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        if (context == null || totals == null) {
            throw new IllegalStateException("not initialised");
        }
        SpendingKey key = SpendingKey.fromBytes(record.key());
        Addend addend = Addend.fromBytes(record.value());
        try {
            Total total = Total.fromBytes(totals.get(record.key())).plus(addend.amount(), record.timestamp());
            byte[] row = Rows.userSpending(key.userIdHashed(), addend.keyVersion(), key.type(), total);
            totals.put(record.key(), total.toBytes());
            context.forward(
                    record.withValue(row).withTimestamp(total.timestamp()),
                    TransactionTopology.sink(DerivedTopic.USER_SPENDING));
        } catch (ArithmeticException e) {
            overflow.quarantine(context, record, addend, DerivedTopic.USER_SPENDING);
        }
    }
}
