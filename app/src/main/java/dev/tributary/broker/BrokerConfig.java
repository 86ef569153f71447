package dev.tributary.broker;

import java.nio.file.Path;

/**
 * The embedded broker.
 *
 * @param directory where its data lives
 * @param port the port it listens on, on the loopback address; the next free one when taken
 * @param partitions how many partitions a topic gets when nobody says
 */
public record BrokerConfig(Path directory, int port, int partitions) {
    public BrokerConfig {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("broker.port must be 1 to 65535, not " + port);
        }
        if (partitions < 1 || partitions > 10_000) {
            throw new IllegalArgumentException("broker.partitions must be 1 to 10000, not " + partitions);
        }
    }

    /** The defaults, in the directory given. */
    public static BrokerConfig in(Path directory) {
        return new BrokerConfig(directory, 19_092, 2);
    }
}
