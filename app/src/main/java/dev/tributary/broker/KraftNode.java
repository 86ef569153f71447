package dev.tributary.broker;

import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.FaultHandlerFactory;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server;
import kafka.server.SharedServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.BrokerIdNotRegisteredException;
import org.apache.kafka.common.errors.NotControllerException;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.controller.ControllerRequestContext;
import org.apache.kafka.metadata.bootstrap.BootstrapMetadata;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.EligibleLeaderReplicasVersion;
import org.apache.kafka.server.fault.FaultHandler;
import org.apache.kafka.server.fault.LoggingFaultHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/**
 * One Kafka node, broker and controller, inside this process. The only class that touches the insides of Kafka's server, which are no
 * public API: a new version of Kafka is fitted here.
 *
 * <p>Kafka's server ends its process when it cannot go on, say because its disk is full. Here it may not: such a fault goes to the
 * listener, and the thread that met it ends.
 */
final class KraftNode {
    private static final Logger log = LoggerFactory.getLogger(KraftNode.class);
    /** Kafka leaves this file when it has stopped cleanly. */
    private static final String CLEAN_STOP = ".kafka_cleanshutdown";

    private static final Duration CONTROLLER_ACTIVATION = Duration.ofSeconds(30);
    private static final Duration CONTROLLED_SHUTDOWN = Duration.ofSeconds(3);

    /** Who hears of the faults of a node's threads: set where the node starts, inherited by every thread it makes. */
    private static final InheritableThreadLocal<@Nullable BiConsumer<String, @Nullable Throwable>> FAULTS =
            new InheritableThreadLocal<>();

    private final ControllerServer controller;
    private final BrokerServer broker;
    private final String clusterId;

    private KraftNode(ControllerServer controller, BrokerServer broker, String clusterId) {
        this.controller = controller;
        this.broker = broker;
        this.clusterId = clusterId;
    }

    /** Formats a folder that has no node's data yet. */
    static void format(Path directory) throws Exception {
        PrintStream silent = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        new Formatter()
                .setPrintStream(silent)
                .setClusterId(Uuid.randomUuid().toString())
                .setNodeId(ServerSettings.NODE_ID)
                .setControllerListenerName(ServerSettings.CONTROLLER_LISTENER)
                .setDirectories(Set.of(directory.toString()))
                .setMetadataLogDirectory(directory.toString())
                // Made for several replicas: with one, it would leave a partition without leader after kill -9.
                .setFeatureLevel(
                        EligibleLeaderReplicasVersion.FEATURE_NAME, EligibleLeaderReplicasVersion.ELRV_0.featureLevel())
                .run();
    }

    static boolean isFormatted(Path directory) {
        return Files.exists(directory.resolve(MetaPropertiesEnsemble.META_PROPERTIES_NAME));
    }

    /** Whether there is data of a node, formatted or not. */
    static boolean hasData(Path directory) {
        return Files.exists(directory.resolve("__cluster_metadata-0"));
    }

    /** Starts a node in a formatted folder. The calling thread becomes the parent of the node's threads. */
    static KraftNode start(
            Map<String, String> settings, LoopbackSockets sockets, BiConsumer<String, @Nullable Throwable> faults) {
        FAULTS.set(faults);
        Exit.setExitProcedure(KraftNode::insteadOfExit);
        Exit.setHaltProcedure(KraftNode::insteadOfExit);
        KafkaConfig config = new KafkaConfig(settings, false);
        boolean stoppedCleanly = Files.exists(Path.of(config.metadataLogDir(), CLEAN_STOP));
        Tuple2<MetaPropertiesEnsemble, BootstrapMetadata> loaded =
                KafkaRaftServer.initializeLogDirs(config, log, "[embedded broker] ");
        String clusterId = loaded._1().clusterId().orElseThrow();
        SharedServer shared = new SharedServer(
                config,
                loaded._1(),
                Time.SYSTEM,
                Server.initializeMetrics(config, Time.SYSTEM, clusterId),
                CompletableFuture.completedFuture(Map.of(ServerSettings.NODE_ID, sockets.controllerSocketAddress())),
                List.<InetSocketAddress>of(),
                faultHandlers(faults),
                (listener, address, backlog, buffer) ->
                        listener.equals(ServerSettings.CONTROLLER_LISTENER) ? sockets.controller() : sockets.clients());
        KraftNode node = new KraftNode(
                new ControllerServer(shared, KafkaRaftServer.configSchema(), loaded._2()),
                new BrokerServer(shared),
                clusterId);
        node.startOrStop(stoppedCleanly);
        return node;
    }

    private void startOrStop(boolean stoppedCleanly) {
        try {
            controller.startup();
            if (!stoppedCleanly) {
                endPreviousLife();
            }
            broker.startup();
        } catch (RuntimeException | Error e) {
            stopAfter(e);
            throw e;
        }
    }

    /**
     * After kill -9 the controller would wait for the broker of before until its session times out, nine seconds, and refuse the new one
     * meanwhile. That broker is surely gone, since we hold its folder.
     */
    private void endPreviousLife() {
        long deadline = System.nanoTime() + CONTROLLER_ACTIVATION.toNanos();
        while (!unregistered() && System.nanoTime() - deadline < 0) {
            Pause.briefly("waiting for the controller of the embedded broker");
        }
    }

    /** False while the controller is not active yet. */
    private boolean unregistered() {
        ControllerRequestContext context =
                new ControllerRequestContext(new RequestHeaderData(), KafkaPrincipal.ANONYMOUS, OptionalLong.empty());
        try {
            controller
                    .controller()
                    .unregisterBroker(context, ServerSettings.NODE_ID)
                    .join();
            return true;
        } catch (CompletionException e) {
            if (e.getCause() instanceof BrokerIdNotRegisteredException) {
                return true;
            }
            if (e.getCause() instanceof NotControllerException) {
                return false;
            }
            throw e;
        }
    }

    String clusterId() {
        return clusterId;
    }

    /** Stops the node; a second call does nothing. */
    void stop() {
        try {
            broker.shutdown(CONTROLLED_SHUTDOWN);
        } finally {
            controller.shutdown();
        }
    }

    private void stopAfter(Throwable failure) {
        try {
            stop();
        } catch (RuntimeException | Error e) {
            failure.addSuppressed(e);
        }
    }

    private static FaultHandlerFactory faultHandlers(BiConsumer<String, @Nullable Throwable> faults) {
        return (name, fatal, action) ->
                fatal ? fatalHandler(name, action, faults) : new LoggingFaultHandler(name, action);
    }

    private static FaultHandler fatalHandler(
            String name, Runnable action, BiConsumer<String, @Nullable Throwable> faults) {
        return (message, cause) -> {
            action.run();
            faults.accept(name + ": " + message, cause);
            return new BrokerException(
                    "the embedded broker failed in " + name + ": " + message, Optional.empty(), cause);
        };
    }

    private static void insteadOfExit(int status, @Nullable String message) {
        String what = Optional.ofNullable(message).orElse("it ended itself with status " + status);
        BiConsumer<String, @Nullable Throwable> faults = FAULTS.get();
        if (faults != null) {
            faults.accept(what, null);
        }
        throw new BrokerException("the embedded broker failed: " + what, Optional.empty(), null);
    }
}
