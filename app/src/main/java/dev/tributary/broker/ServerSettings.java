package dev.tributary.broker;

import java.util.LinkedHashMap;
import java.util.Map;

/** The settings of the embedded Kafka: one node for one person's machine, made to start fast and to keep what it was given. */
final class ServerSettings {
    static final int NODE_ID = 1;
    static final String CLIENT_LISTENER = "PLAINTEXT";
    static final String CONTROLLER_LISTENER = "CONTROLLER";

    private static final String NEVER = "-1";
    private static final String ALWAYS = Long.toString(Long.MAX_VALUE);
    private static final String LARGEST_MESSAGE = Integer.toString(64 * 1024 * 1024);

    private ServerSettings() {}

    static Map<String, String> of(BrokerConfig config, BrokerFolder folder, LoopbackSockets sockets) {
        Map<String, String> settings = new LinkedHashMap<>();
        identity(settings, folder, sockets);
        topics(settings, config);
        files(settings);
        internalTopics(settings);
        smallMachine(settings);
        promptness(settings);
        return settings;
    }

    /** For a broker that is to delete at once what it is told to. */
    static Map<String, String> deleting() {
        return Map.of(
                "log.retention.check.interval.ms", "200",
                "log.initial.task.delay.ms", "200",
                "log.cleaner.backoff.ms", "100");
    }

    private static void identity(Map<String, String> settings, BrokerFolder folder, LoopbackSockets sockets) {
        String clients = CLIENT_LISTENER + "://" + sockets.clientAddress();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", Integer.toString(NODE_ID));
        settings.put("listeners", clients + "," + CONTROLLER_LISTENER + "://" + sockets.controllerAddress());
        settings.put("advertised.listeners", clients);
        settings.put(
                "listener.security.protocol.map", CLIENT_LISTENER + ":PLAINTEXT," + CONTROLLER_LISTENER + ":PLAINTEXT");
        settings.put("inter.broker.listener.name", CLIENT_LISTENER);
        settings.put("controller.listener.names", CONTROLLER_LISTENER);
        settings.put("controller.quorum.voters", NODE_ID + "@" + sockets.controllerAddress());
        settings.put("log.dirs", folder.data().toString());
    }

    /**
     * Kafka counts a record's age by its own timestamp, and ours is the time of the event: a transaction of three weeks ago would be
     * expired on arrival, before anybody has read it. So nothing is deleted by age, and a record of any year is taken.
     */
    private static void topics(Map<String, String> settings, BrokerConfig config) {
        settings.put("num.partitions", Integer.toString(config.partitions()));
        settings.put("default.replication.factor", "1");
        settings.put("min.insync.replicas", "1");
        settings.put("auto.create.topics.enable", "true");
        settings.put("log.retention.ms", NEVER);
        settings.put("log.retention.bytes", NEVER);
        settings.put("log.roll.ms", ALWAYS);
        settings.put("log.message.timestamp.before.max.ms", ALWAYS);
        settings.put("log.message.timestamp.after.max.ms", ALWAYS);
        settings.put("message.max.bytes", LARGEST_MESSAGE);
        settings.put("replica.fetch.max.bytes", LARGEST_MESSAGE);
        settings.put("offsets.retention.minutes", Integer.toString(Integer.MAX_VALUE));
    }

    /** Indexes are made at full size, which not every file system keeps sparse; short segments are soon checked after kill -9. */
    private static void files(Map<String, String> settings) {
        settings.put("log.segment.bytes", Integer.toString(256 * 1024 * 1024));
        settings.put("log.index.size.max.bytes", Integer.toString(1024 * 1024));
    }

    private static void internalTopics(Map<String, String> settings) {
        settings.put("offsets.topic.replication.factor", "1");
        settings.put("offsets.topic.num.partitions", "2");
        settings.put("transaction.state.log.replication.factor", "1");
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("transaction.state.log.num.partitions", "2");
        settings.put("share.coordinator.state.topic.replication.factor", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");
        settings.put("share.coordinator.state.topic.num.partitions", "1");
    }

    private static void smallMachine(Map<String, String> settings) {
        settings.put("num.network.threads", "2");
        settings.put("num.io.threads", "3");
        settings.put("background.threads", "2");
        settings.put("num.recovery.threads.per.data.dir", "2");
        settings.put("group.coordinator.threads", "1");
        settings.put("share.coordinator.threads", "1");
        settings.put("log.cleaner.threads", "1");
        settings.put("log.cleaner.dedupe.buffer.size", Integer.toString(8 * 1024 * 1024));
        settings.put("metric.reporters", ""); // no JMX
        settings.put(
                "metadata.max.idle.interval.ms",
                "0"); // else a forced write each half second, for observers there are none of
    }

    private static void promptness(Map<String, String> settings) {
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("group.min.session.timeout.ms", "1000"); // for who would rather be taken for dead sooner
        settings.put("broker.heartbeat.interval.ms", "500");
        settings.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
        settings.put("server.max.startup.time.ms", "60000");
    }
}
