package dev.tributary.config;

import dev.tributary.broker.ClientSettings;
import java.util.Map;
import java.util.Optional;

/**
 * Which Kafka cluster.
 *
 * @param bootstrapServers the cluster; empty for the embedded broker
 * @param properties further properties of the clients
 */
public record KafkaSettings(Optional<String> bootstrapServers, Map<String, String> properties) {
    public KafkaSettings {
        properties = Map.copyOf(properties);
    }

    /** How clients reach the cluster at this address. */
    public ClientSettings at(String servers) {
        return new ClientSettings(servers, properties);
    }
}
