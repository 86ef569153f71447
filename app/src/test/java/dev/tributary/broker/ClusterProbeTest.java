package dev.tributary.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClusterProbeTest {
    private static final Duration SHORT = Duration.ofMillis(500);

    private EmbeddedBroker broker;

    @BeforeAll
    void startBroker(@TempDir Path directory) {
        broker = EmbeddedBroker.start(BrokerConfig.in(directory.resolve("kafka")));
    }

    @AfterAll
    void stopBroker() {
        broker.close();
    }

    @Test
    void aBrokerThatAnswersIsReachable() {
        assertThatCode(() -> ClusterProbe.requireReachable(broker.clientSettings(), ClusterProbe.PATIENCE))
                .doesNotThrowAnyException();
        assertThat(ClusterProbe.clusterId(broker.clientSettings(), ClusterProbe.PATIENCE))
                .contains(broker.clusterId());
    }

    @Test
    void anAddressWhereNobodyListensIsNamedWithItsSettingInTime() throws IOException {
        String address = "127.0.0.1:" + freePort();
        long start = System.nanoTime();

        assertThatThrownBy(() -> ClusterProbe.requireReachable(ClientSettings.of(address), SHORT))
                .isInstanceOfSatisfying(BrokerUnreachableException.class, e -> {
                    assertThat(e.address()).isEqualTo(address);
                    assertThat(e.setting()).contains("--bootstrap-server").contains("kafka.bootstrap-servers");
                    assertThat(e.fix()).isPresent();
                })
                .hasMessageContaining(address)
                .hasMessageContaining("--bootstrap-server")
                .hasMessageContaining("connection refused");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
    }

    @Test
    void anUnknownHostIsSaidToBeUnknown() {
        assertThatThrownBy(() -> ClusterProbe.requireReachable(ClientSettings.of("no-such-host.invalid:9092"), SHORT))
                .isInstanceOf(BrokerUnreachableException.class)
                .hasMessageContaining("unknown host no-such-host.invalid");
    }

    @Test
    void oneAddressOfSeveralIsEnough() throws IOException {
        ClientSettings settings = ClientSettings.of("127.0.0.1:" + freePort() + ", " + broker.bootstrapServers());

        assertThatCode(() -> ClusterProbe.requireReachable(settings, ClusterProbe.PATIENCE))
                .doesNotThrowAnyException();
    }

    @Test
    void aListenerThatIsNoBrokerDoesNotHoldUpForLong() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            ClientSettings settings = ClientSettings.of("127.0.0.1:" + silent.getLocalPort());

            assertThatThrownBy(() -> ClusterProbe.requireReachable(settings, SHORT))
                    .isInstanceOf(BrokerUnreachableException.class)
                    .hasMessageContaining("does not answer as Kafka with security.protocol=PLAINTEXT");
        }
    }

    @Test
    void tlsTowardsABrokerWithoutIsSaidToFailThere() {
        ClientSettings settings = new ClientSettings(broker.bootstrapServers(), Map.of("security.protocol", "SSL"));

        assertThatThrownBy(() -> ClusterProbe.requireReachable(settings, SHORT))
                .isInstanceOf(BrokerUnreachableException.class)
                .hasMessageContaining(broker.bootstrapServers())
                .hasMessageMatching(".*(TLS handshake failed|security.protocol=SSL).*");
    }

    @Test
    void credentialsTheBrokerDoesNotTakeAreSaidToBeTheTrouble() {
        ClientSettings settings = new ClientSettings(
                broker.bootstrapServers(),
                Map.of(
                        "security.protocol", "SASL_PLAINTEXT",
                        "sasl.mechanism", "PLAIN",
                        "sasl.jaas.config",
                                "org.apache.kafka.common.security.plain.PlainLoginModule required"
                                        + " username=\"u\" password=\"secret\";"));

        assertThatThrownBy(() -> ClusterProbe.requireReachable(settings, SHORT))
                .isInstanceOf(BrokerUnreachableException.class)
                .hasMessageMatching(".*(authentication failed|security.protocol=SASL_PLAINTEXT).*")
                .hasMessageNotContaining("secret");
    }

    @Test
    void settingsThatMakeNoClientAreExplained() {
        ClientSettings settings = new ClientSettings(broker.bootstrapServers(), Map.of("security.protocol", "TELNET"));

        assertThatThrownBy(() -> ClusterProbe.requireReachable(settings, SHORT))
                .isExactlyInstanceOf(BrokerException.class)
                .hasMessageContaining("TELNET");
    }

    @Test
    void anAddressWithoutAPortIsRefusedAtOnce() {
        assertThatThrownBy(() -> ClientSettings.of("localhost"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("kafka.bootstrap-servers must be host:port")
                .hasMessageContaining("localhost");
        assertThatCode(() -> ClientSettings.of("[::1]:9092,PLAINTEXT://kafka_1:65535"))
                .doesNotThrowAnyException();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
