package dev.tributary.broker;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;

/** Finds out whether a cluster answers, and if not, why. */
public final class ClusterProbe {
    /** How long to wait for a cluster when nobody says. */
    public static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration AT_LEAST_TO_ANSWER = Duration.ofSeconds(3);

    private ClusterProbe() {}

    /**
     * Returns as soon as the cluster answers. Until the patience is over it is tried again, since a broker may be starting; settings
     * that a broker refuses are reported at once. Takes at most three seconds more than the patience.
     *
     * @throws BrokerUnreachableException naming the address, the setting and the kind of trouble
     * @throws BrokerException when the settings make no Kafka client at all
     */
    public static void requireReachable(ClientSettings settings, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        awaitConnection(settings, deadline);
        Duration left = Duration.ofNanos(deadline - System.nanoTime());
        try {
            ask(settings, left.compareTo(AT_LEAST_TO_ANSWER) < 0 ? AT_LEAST_TO_ANSWER : left);
        } catch (ExecutionException | TimeoutException e) {
            Throwable cause = e.getCause();
            throw ClientFailure.unreachable(settings, cause == null ? e : cause);
        }
    }

    /** The id of the cluster that answers, or nothing when none does. */
    static Optional<String> clusterId(ClientSettings settings, Duration patience) {
        try {
            return connectionTrouble(settings).isPresent() ? Optional.empty() : Optional.of(ask(settings, patience));
        } catch (ExecutionException | TimeoutException e) {
            return Optional.empty();
        }
    }

    private static void awaitConnection(ClientSettings settings, long deadline) {
        Optional<String> trouble = connectionTrouble(settings);
        while (trouble.isPresent()) {
            if (System.nanoTime() - deadline > 0) {
                throw new BrokerUnreachableException(
                        settings.bootstrapServers(),
                        trouble.get(),
                        "start the broker, or correct the address; without the setting the embedded broker is used",
                        null);
            }
            Pause.briefly("waiting for Kafka at " + settings.bootstrapServers());
            trouble = connectionTrouble(settings);
        }
    }

    /** Why no address of the cluster takes a connection; nothing when one does. */
    private static Optional<String> connectionTrouble(ClientSettings settings) {
        Set<String> troubles = new LinkedHashSet<>();
        for (HostAndPort address : settings.addresses()) {
            Optional<String> trouble = connectionTrouble(address);
            if (trouble.isEmpty()) {
                return Optional.empty();
            }
            troubles.add(trouble.get());
        }
        return Optional.of(String.join("; ", troubles));
    }

    private static Optional<String> connectionTrouble(HostAndPort address) {
        InetSocketAddress resolved = new InetSocketAddress(address.host(), address.port());
        if (resolved.isUnresolved()) {
            return Optional.of("unknown host " + address.host());
        }
        try (Socket socket = new Socket()) {
            socket.connect(resolved, (int) CONNECT.toMillis());
            return Optional.empty();
        } catch (ConnectException e) {
            return Optional.of("connection refused: nobody listens there");
        } catch (SocketTimeoutException e) {
            return Optional.of("no answer to the connection: a firewall, or a machine that is down");
        } catch (IOException e) {
            return Optional.of(BrokerException.reason(e));
        }
    }

    private static String ask(ClientSettings settings, Duration patience) throws ExecutionException, TimeoutException {
        Map<String, Object> properties = settings.toProperties();
        String millis = Long.toString(patience.toMillis());
        properties.put("default.api.timeout.ms", millis);
        properties.put("request.timeout.ms", millis);
        properties.putIfAbsent("client.id", "tributary-probe");
        Admin admin = ClientFailure.opening(settings, properties, Admin::create);
        try {
            return admin.describeCluster().clusterId().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerException(
                    "interrupted while waiting for Kafka at " + settings.bootstrapServers(), Optional.empty(), e);
        } finally {
            admin.close(Duration.ZERO);
        }
    }
}
