package dev.tributary.streams;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * The time of a source record, of which Kafka Streams accepts no negative one: the topology would stop. They pass through it
 * with the sign bit cleared, as times more than a hundred million years ahead, and come out as they were.
 */
final class RecordTime implements TimestampExtractor {
    private static final long ABSURD = 1L << 62;

    @Override
    public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
        return record.timestamp() & Long.MAX_VALUE;
    }

    /** The time as Kafka had it. */
    static long original(long extracted) {
        return extracted >= ABSURD ? extracted | Long.MIN_VALUE : extracted;
    }
}
