package dev.tributary.campaign;

import dev.tributary.broker.BrokerConfig;
import dev.tributary.broker.EmbeddedBroker;
import java.nio.file.Path;

/** The embedded broker in a process of its own, so that it can be killed without the stages that use it. */
final class BrokerNode {
    private BrokerNode() {}

    /** Runs a broker on a folder and a port until SIGTERM. */
    public static void main(String[] arguments) throws InterruptedException {
        BrokerConfig config = new BrokerConfig(Path.of(arguments[0]), Integer.parseInt(arguments[1]), 2);
        EmbeddedBroker broker = EmbeddedBroker.start(config);
        Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "broker-close"));
        if (!broker.bootstrapServers().endsWith(":" + config.port())) {
            throw new IllegalStateException("port " + config.port() + " is taken: " + broker.bootstrapServers());
        }
        Thread.currentThread().join();
    }
}
