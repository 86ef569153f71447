package dev.tributary.ingest;

import dev.tributary.lake.Arrival;
import dev.tributary.lake.CheckedValue;
import dev.tributary.lake.RecordHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Kafka's records as the lake takes them. */
public final class Arrivals {
    private Arrivals() {}

    /** The record of a topic's epoch, its value checked here. */
    public static Arrival checked(int epoch, ConsumerRecord<byte[], byte[]> record) {
        return of(epoch, record, Optional.ofNullable(record.value()).map(CheckedValue::of));
    }

    /** The record of a topic's epoch. */
    static Arrival of(int epoch, ConsumerRecord<byte[], CheckedValue> record) {
        return of(epoch, record, Optional.ofNullable(record.value()));
    }

    private static Arrival of(int epoch, ConsumerRecord<byte[], ?> record, Optional<CheckedValue> value) {
        return new Arrival(
                record.topic(),
                record.partition(),
                epoch,
                record.offset(),
                record.timestamp(),
                Optional.ofNullable(record.key()),
                value,
                headers(record));
    }

    private static List<RecordHeader> headers(ConsumerRecord<?, ?> record) {
        List<RecordHeader> headers = List.of();
        for (Header header : record.headers()) {
            headers = headers.isEmpty() ? new ArrayList<>() : headers;
            headers.add(new RecordHeader(header.key(), Optional.ofNullable(header.value())));
        }
        return headers;
    }
}
