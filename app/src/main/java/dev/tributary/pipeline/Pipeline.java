package dev.tributary.pipeline;

import dev.tributary.broker.Topics;
import dev.tributary.config.Settings;
import dev.tributary.config.Stage;
import dev.tributary.ingest.Ingest;
import dev.tributary.lake.FeedMode;
import dev.tributary.lake.Kind;
import dev.tributary.lake.LakeFile;
import dev.tributary.lake.LakeLayout;
import dev.tributary.lake.LakeReader;
import dev.tributary.privacy.PseudonymsMade;
import dev.tributary.streams.PseudonymKeys;
import dev.tributary.streams.StreamsFailedException;
import dev.tributary.streams.StreamsSettings;
import dev.tributary.streams.TransactionStreams;
import dev.tributary.streams.TransactionTopology;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * The stages of a project, running together in this process. They are started from the broker downwards and stopped in the reverse order of need: the
 * generator first, the loader last. Belongs to the thread that started it; the counters may be read from any.
 */
public final class Pipeline implements AutoCloseable {
    private static final Duration STREAMS_RUN_WITHIN = Duration.ofSeconds(60);
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    private final Settings settings;
    private final Map<String, String> environment;
    private final InstantSource clock;
    private final PipelineListener listener;
    private final Stages stages = new Stages();
    private final LakeLayout layout;
    private final KafkaConnection kafka;
    private final LakeReader lake;
    private Optional<TransactionStreams> streams = Optional.empty();
    private Optional<LoadStage> load = Optional.empty();
    private Optional<GenerateStage> generate = Optional.empty();

    private Pipeline(
            Settings settings, Map<String, String> environment, InstantSource clock, PipelineListener listener) {
        this.settings = settings;
        this.environment = environment;
        this.clock = clock;
        this.listener = listener;
        this.layout = new LakeLayout(settings.lake());
        this.lake = stages.add(LakeReader.open(layout)); // before the broker, which would have to be stopped again
        try {
            this.kafka = stages.add(started("Kafka broker", this::connect, Pipeline::describe));
        } catch (RuntimeException | Error e) {
            closeAfter(e, stages);
            throw e;
        }
    }

    /**
     * Starts stages; returns when they run.
     *
     * @param settings of the project
     * @param wanted which stages
     * @param environment where a secret key may stand
     * @param listener is told of each part that runs, and of what an operator should know
     * @throws RuntimeException of the stage that cannot start; those started before are stopped
     */
    public static Pipeline start(
            Settings settings,
            Set<Stage> wanted,
            Map<String, String> environment,
            InstantSource clock,
            PipelineListener listener) {
        Pipeline pipeline = new Pipeline(settings, environment, clock, listener);
        try {
            pipeline.start(wanted);
            return pipeline;
        } catch (RuntimeException | Error e) {
            closeAfter(e, pipeline.stages);
            throw e;
        }
    }

    private static void closeAfter(Throwable failure, Stages started) {
        try {
            started.close();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    /** Whoever takes from a stage starts before it, so that stopping in reverse order lets each finish what it was given. */
    private void start(Set<Stage> wanted) {
        if (wanted.contains(Stage.SCHEDULE)) {
            startSchedule();
        }
        if (wanted.contains(Stage.LOAD)) {
            load = Optional.of(startLoad());
        }
        if (wanted.contains(Stage.INGEST)) {
            startIngest();
        }
        if (wanted.contains(Stage.STREAMS)) {
            streams = Optional.of(startStreams());
        }
        if (wanted.contains(Stage.GENERATE)) {
            generate = Optional.of(startGenerate());
        }
    }

    private KafkaConnection connect() {
        return KafkaConnection.open(
                settings.kafka().bootstrapServers(), settings.kafka().properties(), settings.broker());
    }

    private static String describe(KafkaConnection kafka) {
        String address = kafka.settings().bootstrapServers();
        return address + (kafka.startedHere() ? "  KRaft, 1 node" : "  already running");
    }

    private void startSchedule() {
        ScheduleStage stage =
                started("schedule", () -> new ScheduleStage(settings, clock, listener), ScheduleStage::names);
        stages.run("schedule", stage::runUntilStopped, stage::stop);
    }

    private LoadStage startLoad() {
        LoadStage stage = stages.add(started(
                "warehouse",
                () -> new LoadStage(layout, settings.warehouse(), clock, listener),
                unused -> settings.warehouse().database().toString()));
        stages.run("load", stage.follow()::runUntilStopped, stage.follow()::stop);
        return stage;
    }

    private void startIngest() {
        Ingest ingest = stages.add(started(
                "lake",
                () -> new IngestStage(
                                layout,
                                settings.ingest(),
                                kafka.properties(),
                                clock,
                                listener,
                                KnownErasures.of(settings, environment),
                                progress -> wakeLoader())
                        .ingest(),
                unused -> layout.root().toString()));
        stages.run("ingest", ingest::runUntilStopped, ingest::stop);
    }

    private void wakeLoader() {
        load.ifPresent(stage -> stage.follow().wake());
    }

    private TransactionStreams startStreams() {
        return stages.add(started(
                "streams",
                this::runStreams,
                unused -> TransactionTopology.derivedTopics().size() + " derived topics"));
    }

    private TransactionStreams runStreams() {
        TransactionStreams started = new TransactionStreams(
                settings.streams().rules(),
                PseudonymKeys.loadOrCreate(
                        settings.pseudonymKey(),
                        environment,
                        () -> PseudonymsMade.in(lake, settings.warehouse().database())),
                () -> KnownErasures.forgotten(settings, environment),
                kafka.properties(),
                new StreamsSettings(
                        settings.streams().applicationId(),
                        settings.streamsState(),
                        settings.streams().threads(),
                        settings.streams().updates(),
                        settings.broker().partitions()),
                new TransactionStreams.Listener() {
                    @Override
                    public void failed(StreamsFailedException failure) {
                        stages.fail(failure);
                    }
                });
        try {
            started.start();
            started.awaitRunning(STREAMS_RUN_WITHIN);
            return started;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            started.close();
            throw new PipelineException("interrupted while the streams started");
        } catch (RuntimeException | Error e) {
            started.close();
            throw e;
        }
    }

    private GenerateStage startGenerate() {
        GenerateStage stage = new GenerateStage(
                settings.generator(),
                clock,
                kafka,
                settings.streams().rules().source(),
                settings.broker().partitions());
        stages.run("generate", stage::run, stage::stop);
        return stage;
    }

    private <T> T started(String part, Supplier<T> start, Function<T, String> describe) {
        Instant before = clock.instant();
        T result = start.get();
        listener.started(part, describe.apply(result), Duration.between(before, clock.instant()));
        return result;
    }

    /** The cluster that the stages use. */
    public KafkaConnection kafka() {
        return kafka;
    }

    /** Why a stage ended, if one failed. The others still run, and should be stopped by closing. */
    public Optional<Throwable> failure() {
        return stages.failure().or(kafka::failure);
    }

    /** Waits for a stage to fail, at most that long; whether one did. */
    public boolean awaitFailure(Duration atMost) throws InterruptedException {
        return stages.awaitFailure(atMost) || kafka.failure().isPresent();
    }

    /** Whether the generator has made all its events, and Kafka has acknowledged them. */
    public boolean generated() {
        return generate.isEmpty() || generate.get().done();
    }

    /**
     * Waits until everything that is in Kafka now is derived, in the lake, and in the warehouse. Does nothing about stages that do not run.
     *
     * @return whether it came to that within the time; false at once when a stage fails
     */
    public boolean awaitDrained(Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        if (streams.isPresent() && !streams.get().awaitCaughtUp(atMost)) {
            return false;
        }
        return awaitLake(deadline) && awaitWarehouse(deadline);
    }

    private boolean awaitLake(long deadline) throws InterruptedException {
        Map<TopicPartition, Long> ends = endsOfFeeds();
        while (!CatchUp.reached(lake, ends)) {
            if (late(deadline)) {
                return false;
            }
        }
        return true;
    }

    private boolean awaitWarehouse(long deadline) throws InterruptedException {
        if (load.isEmpty()) {
            return true;
        }
        long target = loadable(ever());
        while (load.get().loaded() < target) {
            if (late(deadline)) {
                return false;
            }
        }
        return true;
    }

    /** A pause between two looks; whether there is no point in another one. */
    private boolean late(long deadline) throws InterruptedException {
        return awaitFailure(LOOK_EVERY) || System.nanoTime() - deadline > 0;
    }

    private Map<TopicPartition, Long> endsOfFeeds() {
        try (Topics topics = new Topics(kafka.settings())) {
            List<String> covered = topics.names().stream()
                    .filter(topic -> settings.feeds().match(topic).isPresent())
                    .toList();
            return topics.endOffsets(covered, IsolationLevel.READ_COMMITTED);
        }
    }

    /** What the stages have done so far. */
    public PipelineCounters counters() {
        List<LakeFile> files = ever();
        return new PipelineCounters(
                generate.map(GenerateStage::acknowledged).orElse(0L),
                loadable(files),
                load.map(LoadStage::loaded).orElse(0L),
                files.stream()
                        .filter(file -> file.kind() == Kind.DEAD_LETTER || confidential(file))
                        .mapToLong(LakeFile::records)
                        .sum(),
                load.flatMap(LoadStage::freshness));
    }

    /** The files that have committed lines, and those that had some until they were pruned. */
    private List<LakeFile> ever() {
        Map<String, LakeFile> files = new LinkedHashMap<>();
        lake.committedFiles().forEach(file -> files.put(file.path(), file));
        lake.pruned().forEach(pruned -> files.putIfAbsent(pruned.file().path(), pruned.file()));
        return List.copyOf(files.values());
    }

    private long loadable(List<LakeFile> files) {
        return files.stream()
                .filter(file -> file.kind() == Kind.DATA && mode(file) != FeedMode.IGNORE)
                .mapToLong(LakeFile::records)
                .sum();
    }

    private FeedMode mode(LakeFile file) {
        return settings.feeds().match(file.topic()).map(feed -> feed.mode()).orElse(FeedMode.IGNORE);
    }

    private boolean confidential(LakeFile file) {
        return settings.feeds()
                .match(file.topic())
                .filter(feed -> feed.confidential())
                .isPresent();
    }

    /** Stops the stages: what was committed stays, what was in flight is read again at the next start. */
    @Override
    public void close() {
        stages.close();
    }
}
