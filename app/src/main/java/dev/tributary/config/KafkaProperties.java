package dev.tributary.config;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/** Which Kafka properties a user may set. */
final class KafkaProperties {
    /** What the promise of the pipeline rests on, and where to set it instead, if anywhere. */
    private static final Map<String, String> OURS = Map.ofEntries(
            Map.entry("bootstrap.servers", "use kafka.bootstrap-servers"),
            Map.entry("group.id", "use ingest.group"),
            Map.entry("application.id", "use streams.application-id"),
            Map.entry("num.stream.threads", "use streams.threads"),
            Map.entry("enable.auto.commit", "Tributary decides it"),
            Map.entry("auto.offset.reset", "Tributary decides it"),
            Map.entry("isolation.level", "Tributary decides it"),
            Map.entry("processing.guarantee", "Tributary decides it"),
            Map.entry("transactional.id", "Tributary decides it"),
            Map.entry("enable.idempotence", "Tributary decides it"),
            Map.entry("state.dir", "Tributary decides it"),
            Map.entry("key.serializer", "Tributary decides it"),
            Map.entry("value.serializer", "Tributary decides it"),
            Map.entry("key.deserializer", "Tributary decides it"),
            Map.entry("value.deserializer", "Tributary decides it"));

    private static final Set<String> KNOWN = known();

    private KafkaProperties() {}

    /** What is wrong with a property. */
    record Complaint(String message, Optional<String> suggestion) {}

    /** What is wrong with setting this property; nothing for those of plug-ins that Kafka does not know. */
    static Optional<Complaint> complaint(String name) {
        String ours = OURS.get(name);
        if (ours != null) {
            return Optional.of(new Complaint("cannot be set here: " + ours, Optional.empty()));
        }
        if (KNOWN.contains(name)) {
            return Optional.empty();
        }
        return Closest.to(name, KNOWN)
                .filter(near -> Math.abs(near.length() - name.length()) <= 2)
                .map(near -> new Complaint("unknown Kafka property", Optional.of(near)));
    }

    private static Set<String> known() {
        Set<String> names = new HashSet<>(ConsumerConfig.configNames());
        names.addAll(ProducerConfig.configNames());
        names.addAll(AdminClientConfig.configNames());
        names.addAll(StreamsConfig.configDef().names());
        return Set.copyOf(names);
    }
}
