package dev.tributary.broker;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The two sockets of an embedded broker, bound before it starts, so that no other process can take a port in between.
 *
 * @param clients what clients connect to
 * @param controller what the broker's own two halves talk through
 */
record LoopbackSockets(ServerSocketChannel clients, ServerSocketChannel controller) implements AutoCloseable {
    static final String HOST = "127.0.0.1";
    private static final int PORTS_TRIED = 100;
    private static final int BACKLOG = 50;

    /** Binds the preferred port for clients, or the next free one after it, and any free one for the controller. */
    static LoopbackSockets bind(int preferredPort) {
        ServerSocketChannel clients = bindFrom(preferredPort);
        try {
            return new LoopbackSockets(clients, open(0));
        } catch (IOException e) {
            closeQuietly(clients, e);
            throw new BrokerException("cannot listen on " + HOST + ": " + e, Optional.empty(), e);
        }
    }

    private static ServerSocketChannel bindFrom(int preferredPort) {
        int last = Math.min(65_535, preferredPort + PORTS_TRIED - 1);
        return IntStream.rangeClosed(preferredPort, last)
                .mapToObj(LoopbackSockets::openIfFree)
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow(() -> new BrokerException(
                        "the ports " + preferredPort + " to " + last + " of " + HOST + " are all taken",
                        "set broker.port to a free port"));
    }

    private static Optional<ServerSocketChannel> openIfFree(int port) {
        try {
            return Optional.of(open(port));
        } catch (BindException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new BrokerException(
                    "cannot listen on " + HOST + ":" + port + ": " + e,
                    Optional.of("set broker.port to another port"),
                    e);
        }
    }

    private static ServerSocketChannel open(int port) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            channel.bind(loopback(port), BACKLOG);
            channel.configureBlocking(false);
            return channel;
        } catch (IOException e) {
            closeQuietly(channel, e);
            throw e;
        }
    }

    private static void closeQuietly(ServerSocketChannel channel, IOException reason) {
        try {
            channel.close();
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    String clientAddress() {
        return address(clients);
    }

    String controllerAddress() {
        return address(controller);
    }

    InetSocketAddress controllerSocketAddress() {
        return InetSocketAddress.createUnresolved(HOST, controller.socket().getLocalPort());
    }

    /** Always the IPv4 loopback address, also where Java prefers IPv6: it is the one every Kafka client finds. */
    private static InetSocketAddress loopback(int port) throws UnknownHostException {
        return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
    }

    private static String address(ServerSocketChannel channel) {
        return HOST + ":" + channel.socket().getLocalPort();
    }

    @Override
    public void close() throws IOException {
        try (controller) {
            clients.close();
        }
    }
}
