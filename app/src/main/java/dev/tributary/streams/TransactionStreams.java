package dev.tributary.streams;

import dev.tributary.streams.StreamsStatus.Phase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the topology, exactly once, in threads of this process. {@link #start} first makes the topics that are missing. It is
 * started once and closed once; methods may be called from any thread.
 */
public final class TransactionStreams implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TransactionStreams.class);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);
    private static final Duration ADMIN_WITHIN = Duration.ofSeconds(10);
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    private final StreamRules rules;
    private final PseudonymKeys keys;
    private final Supplier<Forgotten> forgotten;
    private final Map<String, Object> kafkaProperties;
    private final StreamsSettings settings;
    private final Listener listener;
    private final CompletableFuture<Void> running = new CompletableFuture<>();
    private final CompletableFuture<StreamsFailedException> failure = new CompletableFuture<>();

    /** The reader of the offsets is for one thread at a time. Nothing else waits for this lock, and no callback runs under it. */
    private final Object asking = new Object();

    private volatile @Nullable Parts parts;
    private volatile boolean closed;

    /** Hears what happens to the topology; called from its threads, so it should return soon. */
    public interface Listener {
        /** The topology is at something else now. */
        default void phaseChanged(Phase phase) {}

        /** The topology stopped for good. */
        default void failed(StreamsFailedException failure) {}
    }

    /** What exists between start and close. */
    private record Parts(
            KafkaStreams streams, Admin admin, KafkaConsumer<byte[], byte[]> reader, InputOffsets offsets) {}

    /** A topology with the default {@link StreamsSettings}. */
    public TransactionStreams(
            StreamRules rules,
            PseudonymKeys keys,
            Map<String, Object> kafkaProperties,
            Path stateDirectory,
            Listener listener) {
        this(rules, keys, kafkaProperties, StreamsSettings.in(stateDirectory), listener);
    }

    /**
     * A topology, not yet started.
     *
     * @param kafkaProperties how clients reach the cluster, and tuning for Kafka Streams, which wins over ours
     */
    public TransactionStreams(
            StreamRules rules,
            PseudonymKeys keys,
            Map<String, Object> kafkaProperties,
            StreamsSettings settings,
            Listener listener) {
        this(rules, keys, () -> Forgotten.NOBODY, kafkaProperties, settings, listener);
    }

    /**
     * The same, over a source that has transactions of persons who were erased.
     *
     * @param forgotten whose transactions are passed over; asked for when a thread begins
     */
    public TransactionStreams(
            StreamRules rules,
            PseudonymKeys keys,
            Supplier<Forgotten> forgotten,
            Map<String, Object> kafkaProperties,
            StreamsSettings settings,
            Listener listener) {
        this.forgotten = forgotten;
        this.rules = rules;
        this.keys = keys;
        this.kafkaProperties = Map.copyOf(kafkaProperties);
        this.settings = settings;
        this.listener = listener;
    }

    /**
     * Makes the missing topics and starts the threads. Returns before they run.
     *
     * @throws ClusterSilentException when the cluster does not answer in time
     * @throws StreamsFailedException when the cluster refuses, or the state directory cannot be used
     * @throws IllegalStateException when called twice
     */
    public synchronized void start() throws InterruptedException {
        if (parts != null || closed) {
            throw new IllegalStateException("the topology was started before");
        }
        Admin admin = Admin.create(adminProperties());
        KafkaStreams streams = null;
        try {
            StreamsClients clients = new StreamsClients();
            streams = new KafkaStreams(topology(admin, clients), streamsProperties(), clients);
            KafkaConsumer<byte[], byte[]> reader =
                    new KafkaConsumer<>(readerProperties(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
            parts = new Parts(streams, admin, reader, new InputOffsets(admin, reader, settings.applicationId()));
            streams.setStateListener((now, before) -> changed(now));
            streams.setUncaughtExceptionHandler(new FailurePolicy(InstantSource.system(), this::fail));
            streams.start();
        } catch (ExecutionException | KafkaException e) {
            release(streams, admin);
            if (e instanceof org.apache.kafka.common.errors.TimeoutException
                    || e.getCause() instanceof org.apache.kafka.common.errors.TimeoutException) {
                throw new ClusterSilentException(settings.applicationId(), cluster(), e);
            }
            throw failed("starting the topology " + settings.applicationId() + " on " + cluster(), e);
        } catch (RuntimeException | InterruptedException e) {
            release(streams, admin);
            throw e;
        }
    }

    private void release(@Nullable KafkaStreams streams, Admin admin) {
        Parts started = parts;
        parts = null;
        if (started != null) {
            started.reader().close();
        }
        if (streams != null) {
            streams.close(Duration.ZERO);
        }
        admin.close(Duration.ZERO);
    }

    private Topology topology(Admin admin, StreamsClients clients) throws ExecutionException, InterruptedException {
        TopicSetup setup = new TopicSetup(admin);
        setup.ensure(rules.source(), settings.partitions());
        List<String> repartitionTopics = TransactionTopology.repartitionTopics(settings.applicationId());
        int partitions = setup.partitions(repartitionTopics).orElse(settings.partitions());
        return TransactionTopology.build(rules, keys, setup.limits(), partitions, forgotten, () -> rows(clients));
    }

    private TableRows rows(StreamsClients clients) {
        return switch (settings.updates()) {
            case LAST -> clients.heldHere();
            case EVERY -> TableRows.EVERY_UPDATE;
        };
    }

    private Properties streamsProperties() {
        Properties properties = new Properties();
        properties.putAll(StreamsProperties.of(settings, kafkaProperties, InstanceId.of(settings.stateDirectory())));
        return properties;
    }

    private Map<String, Object> adminProperties() {
        Map<String, Object> properties = new HashMap<>(kafkaProperties);
        properties.keySet().retainAll(AdminClientConfig.configNames());
        properties.putIfAbsent(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) ADMIN_WITHIN.toMillis());
        properties.putIfAbsent(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) ADMIN_WITHIN.toMillis());
        properties.put(AdminClientConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        return properties;
    }

    private Map<String, Object> readerProperties() {
        Map<String, Object> properties = new HashMap<>(kafkaProperties);
        properties.keySet().retainAll(ConsumerConfig.configNames());
        properties.remove(CommonClientConfigs.GROUP_ID_CONFIG);
        properties.remove(CommonClientConfigs.GROUP_INSTANCE_ID_CONFIG);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
        properties.put(ConsumerConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        return properties;
    }

    private String cluster() {
        return String.valueOf(kafkaProperties.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG));
    }

    private void changed(KafkaStreams.State state) {
        if (state == KafkaStreams.State.RUNNING) {
            running.complete(null);
        }
        listener.phaseChanged(phase(state));
    }

    private void fail(Throwable death) {
        StreamsFailedException failed =
                failed("the topology " + settings.applicationId() + " on " + cluster() + " stopped", death);
        if (failure.complete(failed)) {
            running.completeExceptionally(failed);
            LOG.error("{}", failed.getMessage(), death);
            listener.failed(failed);
        }
    }

    private static StreamsFailedException failed(String what, Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String reason =
                Optional.ofNullable(root.getMessage()).orElse(root.getClass().getSimpleName());
        return new StreamsFailedException(what + ": " + reason, Optional.empty(), cause);
    }

    /**
     * Waits until the topology has its share of the work and runs.
     *
     * @throws StreamsFailedException when it fails instead, or does not run in time
     */
    public void awaitRunning(Duration atMost) throws InterruptedException {
        try {
            running.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw failure.getNow(failed("starting the topology", e));
        } catch (TimeoutException e) {
            throw new StreamsFailedException(
                    "the topology " + settings.applicationId() + " on " + cluster() + " does not run after "
                            + atMost.toSeconds() + " s; it is " + status().phase(),
                    Optional.of("see the log"),
                    e);
        }
    }

    /** Why the topology stopped for good, if it did. */
    public Optional<StreamsFailedException> failure() {
        return Optional.ofNullable(failure.getNow(null));
    }

    /** How it is doing. */
    public StreamsStatus status() {
        Parts now = parts;
        if (now == null) {
            Phase phase = failure.isDone() ? Phase.FAILED : closed ? Phase.STOPPED : Phase.STARTING;
            return new StreamsStatus(phase, 0, 0, failure());
        }
        KafkaStreams streams = now.streams();
        return new StreamsStatus(
                phase(streams.state()), total(streams, Metering.QUARANTINED), total(streams, Metering.LATE), failure());
    }

    private Phase phase(KafkaStreams.State state) {
        if (failure.isDone()) {
            return Phase.FAILED;
        }
        return switch (state) {
            case CREATED -> Phase.STARTING;
            case RUNNING -> Phase.RUNNING;
            case REBALANCING -> running.isDone() ? Phase.REBALANCING : Phase.STARTING;
            case PENDING_SHUTDOWN, PENDING_ERROR -> Phase.STOPPING;
            case NOT_RUNNING -> Phase.STOPPED;
            case ERROR -> Phase.FAILED;
        };
    }

    private static long total(KafkaStreams streams, String what) {
        return (long) streams.metrics().values().stream()
                .filter(metric -> metric.metricName().group().equals(Metering.group()))
                .filter(metric -> metric.metricName().name().equals(Metering.total(what)))
                .mapToDouble(metric -> ((Number) metric.metricValue()).doubleValue())
                .sum();
    }

    /**
     * Whether everything that the source holds now is derived, added to the totals and committed.
     *
     * @throws StreamsFailedException when the cluster does not answer
     */
    public boolean caughtUp() throws InterruptedException {
        return awaitCaughtUp(Duration.ZERO);
    }

    /**
     * Waits until everything that the source holds when this is called is derived, added to the totals and committed; what comes
     * meanwhile is not waited for. False when that takes longer, or the topology is not running.
     *
     * @throws StreamsFailedException when the cluster does not answer, or the topology fails meanwhile
     */
    public boolean awaitCaughtUp(Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        return awaitConsumed(List.of(rules.source()), deadline)
                && awaitConsumed(TransactionTopology.repartitionTopics(settings.applicationId()), deadline);
    }

    /** The ends are taken once: of the repartition topics only after the source is consumed, so that they hold what it gave. */
    private boolean awaitConsumed(List<String> topics, long deadline) throws InterruptedException {
        Optional<Map<TopicPartition, Long>> ends = ask(offsets -> offsets.ends(topics));
        if (ends.isEmpty()) {
            return false;
        }
        while (!ask(offsets -> offsets.consumed(ends.get())).orElse(false)) {
            if (failure().isPresent()) {
                throw failure().get();
            }
            if (closed || System.nanoTime() - deadline >= 0) {
                return false;
            }
            Thread.sleep(LOOK_EVERY.toMillis());
        }
        return true;
    }

    /**
     * How many offsets of the source and the repartition topics are not consumed and committed yet. Markers of transactions count
     * until they are passed, so that a small number may mean none.
     */
    public long lag() throws InterruptedException {
        List<String> topics = new ArrayList<>(TransactionTopology.repartitionTopics(settings.applicationId()));
        topics.add(rules.source());
        return ask(offsets -> offsets.lag(offsets.ends(topics))).orElse(0L);
    }

    private interface Question<T> {
        T ask(InputOffsets offsets) throws ExecutionException, InterruptedException;
    }

    /** Empty when the topology is not started or closed already. */
    private <T> Optional<T> ask(Question<T> question) throws InterruptedException {
        synchronized (asking) {
            Parts now = parts;
            if (now == null) {
                return Optional.empty();
            }
            try {
                return Optional.of(question.ask(now.offsets()));
            } catch (InterruptException e) {
                Thread.interrupted();
                throw interrupted(e);
            } catch (ExecutionException | KafkaException e) {
                if (closed) {
                    return Optional.empty();
                }
                throw failed("reading the offsets of " + settings.applicationId() + " on " + cluster(), e);
            }
        }
    }

    private static InterruptedException interrupted(InterruptException cause) {
        InterruptedException interrupted = new InterruptedException("interrupted while reading offsets");
        interrupted.initCause(cause);
        return interrupted;
    }

    /** Closes within five seconds. */
    @Override
    public void close() {
        close(CLOSE_WITHIN);
    }

    /**
     * Commits what is done, leaves the group so that a restart need not wait, and stops. True when it did in time; otherwise the
     * threads end on their own, and what they had not committed is done again after a restart. A second call does nothing.
     */
    public boolean close(Duration atMost) {
        Parts open = takeParts();
        if (open == null) {
            return true;
        }
        open.reader().wakeup();
        boolean inTime = open.streams()
                .close(CloseOptions.timeout(atMost).withGroupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP));
        if (!inTime) {
            LOG.warn(
                    "The topology {} did not stop within {} s; its open transaction will be aborted",
                    settings.applicationId(),
                    atMost.toSeconds());
        }
        open.admin().close(Duration.ZERO);
        synchronized (asking) {
            open.reader().close();
        }
        return inTime;
    }

    private synchronized @Nullable Parts takeParts() {
        closed = true;
        Parts open = parts;
        parts = null;
        return open;
    }
}
