package dev.tributary.broker;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** What the failures of Kafka's clients mean, in words. */
final class ClientFailure {
    private ClientFailure() {}

    /** Opens a client, with one message for settings that make none. */
    static <T> T opening(
            ClientSettings settings, Map<String, Object> properties, Function<Map<String, Object>, T> open) {
        try {
            return open.apply(properties);
        } catch (KafkaException e) {
            throw new BrokerException(
                    "cannot make a Kafka client for " + settings.bootstrapServers() + ": " + BrokerException.reason(e),
                    Optional.of("correct the address, or the properties given with -X or under kafka.properties"),
                    e);
        }
    }

    /** Why the thing being done, such as "list the topics", could not be done. */
    static BrokerException of(ClientSettings settings, String doing, Throwable failure) {
        Throwable cause =
                failure instanceof ExecutionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof AuthenticationException) {
            return unreachable(settings, cause);
        }
        if (cause instanceof TimeoutException) {
            return new BrokerUnreachableException(
                    settings.bootstrapServers(),
                    "no answer in time, could not " + doing,
                    "check that the broker runs; then try again",
                    cause);
        }
        String fix = cause instanceof AuthorizationException ? "have the cluster's administrator permit it" : "";
        return new BrokerException(
                "could not " + doing + " at " + settings.bootstrapServers() + ": " + BrokerException.reason(cause),
                Optional.of(fix).filter(text -> !text.isEmpty()),
                cause);
    }

    /** Somebody takes connections at the address, but the client and the broker do not come together. */
    static BrokerUnreachableException unreachable(ClientSettings settings, Throwable cause) {
        String address = settings.bootstrapServers();
        if (cause instanceof SaslAuthenticationException) {
            return new BrokerUnreachableException(
                    address,
                    "authentication failed: " + BrokerException.reason(cause),
                    "check the sasl.* properties and the credentials",
                    cause);
        }
        if (cause instanceof SslAuthenticationException) {
            return new BrokerUnreachableException(
                    address,
                    "TLS handshake failed: " + BrokerException.reason(cause),
                    "check the ssl.* properties, and whether the broker speaks TLS on this port",
                    cause);
        }
        if (cause instanceof UnsupportedVersionException) {
            return new BrokerUnreachableException(
                    address, "the broker is too old: " + cause.getMessage(), "use Kafka 2.1 or newer", cause);
        }
        return new BrokerUnreachableException(
                address,
                "it takes connections but does not answer as Kafka with security.protocol="
                        + settings.properties().getOrDefault("security.protocol", "PLAINTEXT"),
                "check security.protocol, and that the addresses the broker advertises can be reached from here",
                cause);
    }
}
