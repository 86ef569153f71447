package dev.tributary.streams;

import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Tells of an amount that would have overflowed a total. The total stays as it was; the transaction's own rows exist already, so
 * what is kept here is the amount that the total lacks.
 */
final class OverflowQuarantine {
    private final String source;
    private final Quarantine quarantine;
    private final String sink;

    OverflowQuarantine(String source, Limits limits, String sink) {
        this.source = source;
        this.quarantine = new Quarantine(limits.maxQuarantineBytes());
        this.sink = sink;
    }

    void quarantine(
            ProcessorContext<byte[], byte[]> context, Record<byte[], byte[]> record, Addend addend, String table) {
        Quarantine.Origin origin = new Quarantine.Origin(
                source, addend.partition(), addend.offset(), record.timestamp(), record.key(), record.headers());
        byte[] missing = Rows.utf8("{\"AMOUNT_USD\":" + addend.amount() + "}");
        RejectedException rejected = new RejectedException(Reason.TOTAL_OVERFLOW, table);
        byte[] value = quarantine.write(origin, missing, rejected.reason(), rejected.text());
        context.forward(record.withValue(value), sink);
    }
}
