package dev.tributary.streams;

import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Turns each source record into its rows, or into a row of the quarantine. A record is read once and each row written once;
 * the headers of the source are not passed on, because nobody knows what is in them, but for {@link ResubmittedFrom}.
 */
final class DeriveTransactions implements Processor<byte[], byte[], byte[], byte[]> {
    private final TransactionReader reader;
    private final Rows rows;
    private final int keyVersion;
    private final Quarantine quarantine;
    private final boolean exclude;
    private final long maxAheadMillis;
    private final ResubmittedFrom resubmittedFrom;
    private final Forgotten forgotten;

    private @Nullable Session session;

    DeriveTransactions(StreamRules rules, KeyVersion key, Limits limits, Forgotten forgotten) {
        this.forgotten = forgotten;
        this.reader = new TransactionReader(rules);
        this.rows = new Rows(key);
        this.keyVersion = key.number();
        this.quarantine = new Quarantine(limits.maxQuarantineBytes());
        this.exclude = rules.blacklistMode() == StreamRules.BlacklistMode.EXCLUDE;
        this.maxAheadMillis = limits.maxAhead().toMillis();
        this.resubmittedFrom = new ResubmittedFrom(rules.source());
    }

    /** What a processor has between init and close. */
    private record Session(ProcessorContext<byte[], byte[]> context, Sensor quarantined) {}

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        session = new Session(context, Metering.sensor(context, Metering.QUARANTINED));
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        long time = RecordTime.original(record.timestamp());
        try {
            requireTime(time);
            Transaction transaction = reader.read(record.value());
            if (!forgotten.covers(transaction.userId(), time)) {
                derive(transaction, time, resubmittedFrom.passedOn(record.headers()));
            }
        } catch (RejectedException e) {
            quarantine(record, time, e);
        }
    }

    private void requireTime(long time) throws RejectedException {
        if (time < 0) {
            throw new RejectedException(Reason.RECORD_TIME_MISSING);
        }
        if (time > latestTime()) {
            throw new RejectedException(Reason.RECORD_TIME_IN_FUTURE);
        }
    }

    private long latestTime() {
        return context().currentSystemTimeMs() + maxAheadMillis;
    }

    private void derive(Transaction transaction, long time, Headers headers) {
        boolean blacklisted = reader.blacklisted(transaction);
        String userIdHashed = rows.userIdHashed(transaction);
        byte[] secure = rows.secure(transaction, userIdHashed);
        byte[] usd = Rows.usd(secure, transaction.usd());
        Record<byte[], byte[]> row = new Record<>(Rows.utf8(transaction.id()), usd, time, headers);
        if (blacklisted) {
            forward(row.withValue(Rows.blacklisted(usd)), DerivedTopic.BLACKLISTED);
        }
        if (!blacklisted || !exclude) {
            forward(row, DerivedTopic.USD);
            forward(row.withValue(secure), DerivedTopic.SECURE);
            forward(row.withValue(secure), transaction.status().topic());
            add(transaction, userIdHashed, time);
        }
    }

    private void add(Transaction transaction, String userIdHashed, long time) {
        RecordMetadata source = source();
        byte[] addend = new Addend(transaction.usd(), source.partition(), source.offset(), keyVersion).toBytes();
        byte[] user = new SpendingKey(userIdHashed, transaction.type()).toBytes();
        amount(new Record<>(user, addend, time), TransactionTopology.AMOUNTS_BY_USER);
        byte[] type = Rows.utf8(transaction.type());
        amount(new Record<>(type, addend, time), TransactionTopology.AMOUNTS_BY_TYPE);
    }

    private void amount(Record<byte[], byte[]> addend, String name) {
        context().forward(addend, TransactionTopology.beforeRepartition(name));
    }

    /** A row of the quarantine has the time of its record where that is possible, otherwise now. */
    private void quarantine(Record<byte[], byte[]> record, long time, RejectedException rejected) {
        RecordMetadata source = source();
        Quarantine.Origin origin = new Quarantine.Origin(
                source.topic(), source.partition(), source.offset(), time, record.key(), record.headers());
        byte[] value = quarantine.write(origin, record.value(), rejected.reason(), rejected.text());
        long now = context().currentSystemTimeMs();
        long rowTime = time < 0 || time > latestTime() ? now : time;
        Headers headers = resubmittedFrom.passedOn(record.headers());
        forward(new Record<>(quarantine.key(record.key()), value, rowTime, headers), DerivedTopic.QUARANTINE);
        current().quarantined().record();
    }

    private void forward(Record<byte[], byte[]> row, String topic) {
        context().forward(row, TransactionTopology.sink(topic));
    }

    private RecordMetadata source() {
        return context().recordMetadata().orElseThrow(() -> new IllegalStateException("a record without its offset"));
    }

    private ProcessorContext<byte[], byte[]> context() {
        return current().context();
    }

    private Session current() {
        Session current = session;
        if (current == null) {
            throw new IllegalStateException("not initialised");
        }
        return current;
    }

    @Override
    public void close() {
        if (session != null) {
            Metering.remove(session.context(), session.quarantined());
            session = null;
        }
    }
}
