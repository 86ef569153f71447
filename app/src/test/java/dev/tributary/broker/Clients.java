package dev.tributary.broker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;

/** Ordinary clients, as anybody's. */
final class Clients {
    private Clients() {}

    static KafkaProducer<String, String> producer(ClientSettings settings, Map<String, String> further) {
        Map<String, Object> properties = settings.toProperties();
        properties.put("acks", "all");
        properties.put("max.request.size", "20000000");
        properties.putAll(further);
        return new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer());
    }

    /** Produces one record and returns when it was acknowledged. */
    static RecordMetadata send(KafkaProducer<String, String> producer, ProducerRecord<String, String> item) {
        try {
            return producer.send(item).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("not acknowledged: " + item.topic(), e.getCause());
        }
    }

    static void send(ClientSettings settings, String topic, List<String> values) {
        try (KafkaProducer<String, String> producer = producer(settings, Map.of())) {
            values.forEach(value -> send(producer, new ProducerRecord<>(topic, value)));
        }
    }

    /** The values of all committed records of the topic, in order of arrival. */
    static List<String> values(ClientSettings settings, String topic) {
        return records(settings, topic).stream()
                .map(item -> new String(item.value().orElseThrow(), java.nio.charset.StandardCharsets.UTF_8))
                .toList();
    }

    static List<TailedRecord> records(ClientSettings settings, String topic) {
        List<TailedRecord> all = new ArrayList<>();
        try (TopicTail tail = new TopicTail(settings, topic)) {
            while (!tail.caughtUp()) {
                all.addAll(tail.next(Duration.ofSeconds(1)));
            }
        }
        return all;
    }
}
