package dev.tributary.streams;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaClientSupplier;

/**
 * The clients of Kafka Streams: its usual ones, but for producers that send {@link HeldRows} before they commit. Kafka Streams uses a
 * producer in the thread that the tasks of its transactions run in, which is how the two find each other.
 */
final class StreamsClients implements KafkaClientSupplier {
    private final ThreadLocal<HeldRows> held = ThreadLocal.withInitial(HeldRows::new);

    /** What the stream thread that asks holds. */
    TableRows heldHere() {
        return held.get();
    }

    @Override
    public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
        return new HoldingProducer(config);
    }

    @Override
    public Admin getAdmin(Map<String, Object> config) {
        return Admin.create(config);
    }

    @Override
    public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
        return getConsumer(config);
    }

    @Override
    public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
        return getConsumer(config);
    }

    private final class HoldingProducer extends KafkaProducer<byte[], byte[]> {
        HoldingProducer(Map<String, Object> config) {
            super(config, new ByteArraySerializer(), new ByteArraySerializer());
        }

        /** A row that cannot be sent fails the commit, which waits for all that was sent. */
        @Override
        public void commitTransaction() {
            held.get().send(this::sendOn);
            super.commitTransaction();
        }

        private void sendOn(ProducerRecord<byte[], byte[]> row) {
            Future<RecordMetadata> unused = send(row);
        }

        @Override
        public void abortTransaction() {
            held.get().drop();
            super.abortTransaction();
        }

        @Override
        public void close(Duration timeout) {
            held.get().drop();
            super.close(timeout);
        }
    }
}
