package dev.tributary.generator;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Sends records to a topic with an idempotent producer. */
final class TopicSink implements RecordSink {
    private static final String FIX =
            "check with  tributary doctor  that the cluster answers and the topic can be written";

    private final String topic;
    private final Producer<byte[], byte[]> producer;
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicReference<@Nullable Exception> firstFailure = new AtomicReference<>();
    private final Callback receipt;

    private TopicSink(String topic, Producer<byte[], byte[]> producer) {
        this.topic = topic;
        this.producer = producer;
        this.receipt = (metadata, failure) -> {
            if (failure == null) {
                acknowledged.incrementAndGet();
            } else {
                firstFailure.compareAndSet(null, failure);
            }
        };
    }

    static TopicSink open(Map<String, Object> clientProperties, String topic) {
        Map<String, Object> properties = new LinkedHashMap<>(clientProperties);
        properties.putIfAbsent("client.id", "tributary-generator");
        properties.putIfAbsent("acks", "all");
        properties.putIfAbsent("enable.idempotence", "true");
        properties.putIfAbsent("compression.type", "lz4");
        properties.putIfAbsent("linger.ms", "5");
        properties.putIfAbsent("batch.size", Integer.toString(128 * 1024));
        properties.putIfAbsent("max.block.ms", "30000");
        properties.putIfAbsent("delivery.timeout.ms", "60000");
        try {
            return new TopicSink(
                    topic, new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer()));
        } catch (KafkaException e) {
            Throwable cause = e.getCause();
            throw new GeneratorException(
                    "cannot make a Kafka producer: " + (cause == null ? e : cause).getMessage(),
                    "correct the properties given with -X or under kafka.properties",
                    e);
        }
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the receipt learns the outcome
    public void send(SourceRecord item) {
        requireNoFailure();
        try {
            producer.send(
                    new ProducerRecord<>(
                            topic,
                            null,
                            item.timestamp(),
                            item.key().orElse(null),
                            item.value().orElse(null)),
                    receipt);
        } catch (KafkaException | IllegalStateException e) {
            throw failed(e);
        }
    }

    /** An interrupt does not keep records from arriving; it is still there afterwards. */
    @Override
    public void flush() {
        boolean interrupted = Thread.interrupted();
        try {
            producer.flush();
        } catch (KafkaException e) {
            throw failed(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        requireNoFailure();
    }

    @Override
    public long delivered() {
        return acknowledged.get();
    }

    @Override
    public void close() {
        boolean interrupted = Thread.interrupted();
        try {
            producer.close();
        } catch (KafkaException e) {
            throw failed(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        requireNoFailure();
    }

    private void requireNoFailure() {
        Exception failure = firstFailure.get();
        if (failure != null) {
            throw failed(failure);
        }
    }

    private GeneratorException failed(Exception cause) {
        return new GeneratorException(
                "cannot send to topic " + topic + " (" + delivered() + " records were acknowledged): "
                        + cause.getMessage(),
                FIX,
                cause);
    }
}
