package dev.tributary.broker;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka broker inside this process, on the loopback address, with its data in a folder. What it acknowledged survives a clean stop and
 * kill -9; a power cut may take what the operating system had not written yet, as with any single Kafka broker.
 *
 * <p>One folder has one broker at a time: the process that runs it holds a lock beside the folder, and {@link #running} finds it. Methods
 * may be called from any thread.
 */
public final class EmbeddedBroker implements AutoCloseable {
    private static final Duration ANSWER = Duration.ofSeconds(15);

    private final BrokerFolder folder;
    private final BrokerFolder.Lock lock;
    private final LoopbackSockets sockets;
    private final CompletableFuture<BrokerException> failure;
    private final KraftNode node;
    private boolean closed;

    private EmbeddedBroker(
            BrokerConfig config,
            BrokerFolder folder,
            BrokerFolder.Lock lock,
            LoopbackSockets sockets,
            Map<String, String> more) {
        this.folder = folder;
        this.lock = lock;
        this.sockets = sockets;
        this.failure = new CompletableFuture<>();
        Map<String, String> settings = ServerSettings.of(config, folder, sockets);
        settings.putAll(more);
        this.node = OwnThread.call("embedded-broker-start", () -> KraftNode.start(settings, sockets, this::failed));
    }

    /**
     * Starts a broker and returns when it answers. Makes and formats the folder when it is not there.
     *
     * @throws BrokerException when the folder is in use, not writable or damaged, when no port is free, or Kafka does not start
     */
    public static EmbeddedBroker start(BrokerConfig config) {
        return start(config, Map.of());
    }

    /** Starts one that deletes at once what it is told to, for a {@link TopicPurge}. */
    public static EmbeddedBroker startDeleting(BrokerConfig config) {
        return start(config, ServerSettings.deleting());
    }

    private static EmbeddedBroker start(BrokerConfig config, Map<String, String> more) {
        BrokerFolder folder = new BrokerFolder(config.directory());
        requireOneDirectory(folder);
        BrokerFolder.Lock lock = folder.lock();
        try {
            folder.retract();
            formatIfNew(folder.data());
            return start(config, folder, lock, more);
        } catch (RuntimeException | Error e) {
            closeAfter(e, lock);
            throw e;
        }
    }

    private static EmbeddedBroker start(
            BrokerConfig config, BrokerFolder folder, BrokerFolder.Lock lock, Map<String, String> more) {
        LoopbackSockets sockets = LoopbackSockets.bind(config.port());
        EmbeddedBroker broker;
        try {
            broker = new EmbeddedBroker(config, folder, lock, sockets, more);
        } catch (RuntimeException | Error e) {
            closeAfter(e, sockets);
            throw new BrokerException(
                    "the embedded broker in " + folder.data() + " did not start: " + BrokerException.reason(e),
                    Optional.of("see the log; when the data is damaged, move the folder aside to begin anew"),
                    e);
        }
        try {
            folder.publish(broker.endpoint());
            return broker;
        } catch (RuntimeException | Error e) {
            closeAfter(e, broker);
            throw e;
        }
    }

    private static void requireOneDirectory(BrokerFolder folder) {
        if (folder.data().toString().contains(",")) {
            throw new BrokerException(
                    "Kafka cannot keep data in a folder with a comma in its path: " + folder.data(),
                    "choose another with --dir");
        }
    }

    private static void formatIfNew(Path data) {
        if (KraftNode.isFormatted(data)) {
            return;
        }
        if (KraftNode.hasData(data)) {
            throw new BrokerException(
                    "the broker's folder " + data + " has data but no meta.properties",
                    "restore that file, or move the folder aside to begin anew");
        }
        try {
            KraftNode.format(data);
        } catch (Exception e) {
            throw new BrokerException(
                    "cannot format the broker's folder " + data + ": " + BrokerException.reason(e),
                    Optional.of("make the folder writable for this user, or choose another with --dir"),
                    e);
        }
    }

    private static void closeAfter(Throwable failure, AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            failure.addSuppressed(e);
        }
    }

    /**
     * The broker that runs on this folder now, in this process or another. One that is just starting is waited for.
     *
     * @throws BrokerException when a process holds the folder but its broker does not answer
     */
    public static Optional<Endpoint> running(Path directory) {
        BrokerFolder folder = new BrokerFolder(directory);
        long deadline = System.nanoTime() + ANSWER.toNanos();
        while (folder.isHeld()) {
            Optional<Endpoint> endpoint = folder.endpoint().filter(EmbeddedBroker::answers);
            if (endpoint.isPresent()) {
                return endpoint;
            }
            if (System.nanoTime() - deadline > 0) {
                throw silent(folder);
            }
            Pause.briefly("waiting for the broker of " + folder.data());
        }
        return Optional.empty();
    }

    private static boolean answers(Endpoint endpoint) {
        return ClusterProbe.clusterId(endpoint.clientSettings(), Duration.ofSeconds(5))
                .equals(Optional.of(endpoint.clusterId()));
    }

    private static BrokerException silent(BrokerFolder folder) {
        String holder = folder.endpoint()
                .map(endpoint ->
                        "process " + endpoint.pid() + " holds it, but its broker at " + endpoint.bootstrapServers())
                .orElse("another process holds it, but its broker");
        return new BrokerException(
                "the broker's folder " + folder.data() + " is in use: " + holder + " does not answer",
                "stop that process, then run again");
    }

    /** Its {@code host:port} for clients. */
    public String bootstrapServers() {
        return sockets.clientAddress();
    }

    /** The id of the cluster, which stays the same for the life of the folder. */
    public String clusterId() {
        return node.clusterId();
    }

    /** Where it answers, as other processes see it. */
    public Endpoint endpoint() {
        return new Endpoint(
                bootstrapServers(), clusterId(), ProcessHandle.current().pid());
    }

    /** How clients reach it. */
    public ClientSettings clientSettings() {
        return ClientSettings.of(bootstrapServers());
    }

    /** Why it failed, if it did: a full disk, for example. A broker that failed takes no more records; close it. */
    public Optional<BrokerException> failure() {
        return Optional.ofNullable(failure.getNow(null));
    }

    /** Completes with the reason when the broker fails; never when it is closed in good order. */
    public CompletionStage<BrokerException> whenFailed() {
        return failure.minimalCompletionStage();
    }

    private void failed(String what, @Nullable Throwable cause) {
        failure.complete(new BrokerException(
                "the embedded broker in " + folder.data() + " failed: " + what,
                Optional.of(
                        "see the log; make sure that the disk is not full and the folder is writable, then start again"),
                cause));
    }

    /** Stops the broker cleanly and lets go of the folder. A second call does nothing. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (lock;
                sockets) {
            stopNode();
        } catch (IOException e) {
            throw new BrokerException(
                    "cannot close the broker at " + bootstrapServers() + ": " + e, Optional.empty(), e);
        }
    }

    private void stopNode() {
        try {
            OwnThread.call("embedded-broker-stop", () -> {
                node.stop();
                return node;
            });
        } finally {
            folder.retract();
        }
    }
}
