package dev.tributary.broker;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How clients reach a cluster.
 *
 * @param bootstrapServers one or more {@code host:port}, separated by commas
 * @param properties further Kafka client properties, such as those of SASL and TLS
 */
public record ClientSettings(String bootstrapServers, Map<String, String> properties) {
    public ClientSettings {
        if (bootstrapServers.isBlank()) {
            throw new IllegalArgumentException("kafka.bootstrap-servers must not be blank");
        }
        addressesIn(bootstrapServers);
        properties = Map.copyOf(properties);
    }

    /** A cluster without further properties. */
    public static ClientSettings of(String bootstrapServers) {
        return new ClientSettings(bootstrapServers, Map.of());
    }

    /** The properties for a Kafka client. The user's own win over what the caller adds afterwards with putIfAbsent. */
    public Map<String, Object> toProperties() {
        Map<String, Object> all = new LinkedHashMap<>(properties);
        all.put("bootstrap.servers", bootstrapServers);
        return all;
    }

    List<HostAndPort> addresses() {
        return addressesIn(bootstrapServers);
    }

    private static List<HostAndPort> addressesIn(String bootstrapServers) {
        return Stream.of(bootstrapServers.split(",", -1))
                .map(String::strip)
                .map(HostAndPort::parse)
                .toList();
    }
}
