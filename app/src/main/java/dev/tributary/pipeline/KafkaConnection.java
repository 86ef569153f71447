package dev.tributary.pipeline;

import dev.tributary.broker.BrokerConfig;
import dev.tributary.broker.BrokerException;
import dev.tributary.broker.ClientSettings;
import dev.tributary.broker.ClusterProbe;
import dev.tributary.broker.EmbeddedBroker;
import dev.tributary.broker.Endpoint;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A Kafka cluster for as long as a command needs one: the one that the settings name, else the embedded broker that already runs on the
 * project folder, else an embedded broker of its own, stopped when this is closed.
 */
public final class KafkaConnection implements AutoCloseable {
    private static final Duration REACHABLE = Duration.ofSeconds(10);

    private final ClientSettings settings;
    private final Optional<EmbeddedBroker> broker;

    private KafkaConnection(ClientSettings settings, Optional<EmbeddedBroker> broker) {
        this.settings = settings;
        this.broker = broker;
    }

    /**
     * Opens a connection, and starts the embedded broker when there is no other.
     *
     * @param bootstrapServers the cluster to use; empty for the embedded broker
     * @param properties further client properties
     * @param embedded the embedded broker
     * @throws dev.tributary.broker.BrokerUnreachableException when the named cluster does not answer within 10 seconds
     * @throws BrokerException when the embedded broker cannot start
     */
    public static KafkaConnection open(
            Optional<String> bootstrapServers, Map<String, String> properties, BrokerConfig embedded) {
        return find(bootstrapServers, properties, embedded).orElseGet(() -> start(properties, embedded));
    }

    /** As {@link #open}, but a broker that is started here deletes at once what it is told to. */
    static KafkaConnection openDeleting(
            Optional<String> bootstrapServers, Map<String, String> properties, BrokerConfig embedded) {
        return find(bootstrapServers, properties, embedded).orElseGet(() -> {
            EmbeddedBroker broker = EmbeddedBroker.startDeleting(embedded);
            return new KafkaConnection(with(broker.endpoint(), properties), Optional.of(broker));
        });
    }

    /** As {@link #open}, but without starting a broker: empty when no cluster is named and none runs on the folder. */
    public static Optional<KafkaConnection> find(
            Optional<String> bootstrapServers, Map<String, String> properties, BrokerConfig embedded) {
        if (bootstrapServers.isPresent()) {
            ClientSettings settings = new ClientSettings(bootstrapServers.get(), properties);
            ClusterProbe.requireReachable(settings, REACHABLE);
            return Optional.of(new KafkaConnection(settings, Optional.empty()));
        }
        return EmbeddedBroker.running(embedded.directory())
                .map(endpoint -> new KafkaConnection(with(endpoint, properties), Optional.empty()));
    }

    private static KafkaConnection start(Map<String, String> properties, BrokerConfig embedded) {
        EmbeddedBroker broker = EmbeddedBroker.start(embedded);
        return new KafkaConnection(with(broker.endpoint(), properties), Optional.of(broker));
    }

    private static ClientSettings with(Endpoint endpoint, Map<String, String> properties) {
        return new ClientSettings(endpoint.bootstrapServers(), properties);
    }

    /** How clients reach the cluster. */
    public ClientSettings settings() {
        return settings;
    }

    /** The properties for a client, in a map of the caller's own. */
    public Map<String, Object> properties() {
        return new HashMap<>(settings.toProperties());
    }

    /** Whether the cluster is an embedded broker that this connection started. */
    public boolean startedHere() {
        return broker.isPresent();
    }

    /** Why the embedded broker of this connection failed, if it did. */
    public Optional<BrokerException> failure() {
        return broker.flatMap(EmbeddedBroker::failure);
    }

    /** Stops the broker when it was started here. */
    @Override
    public void close() {
        broker.ifPresent(EmbeddedBroker::close);
    }
}
