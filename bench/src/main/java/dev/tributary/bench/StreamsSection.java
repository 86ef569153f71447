package dev.tributary.bench;

import dev.tributary.broker.Topics;
import dev.tributary.streams.DerivedTopic;
import dev.tributary.streams.PseudonymKeys;
import dev.tributary.streams.StreamRules;
import dev.tributary.streams.StreamsSettings;
import dev.tributary.streams.TableUpdates;
import dev.tributary.streams.TransactionStreams;
import dev.tributary.streams.TransactionTopology;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.IsolationLevel;

/** The topology, exactly once, beside a bare Kafka Streams application that puts each value unchanged into six topics. */
final class StreamsSection implements Section {
    private static final String TOPOLOGY = "the topology: about six derived records and two tables";
    private static final String PASS_THROUGH = "bare pass-through into six topics, exactly_once_v2";
    private static final String ONE_THREAD = ", one thread";
    private static final String SOURCE = "BENCH_STREAMS";
    private static final String EVERY_TRANSACTION = "TRANSACTIONS_SECURE";
    private static final int PARTITIONS = 2;
    /** As many as {@code streams.threads} by default. */
    private static final int THREADS = 2;

    private static final long LOOK_EVERY_MS = 100;
    private static final Duration START_WITHIN = Duration.ofMinutes(1);
    private static final Duration DONE_WITHIN = Duration.ofMinutes(10);

    private int passes;

    @Override
    public String name() {
        return "streams";
    }

    @Override
    public String purpose() {
        return "the transformation, beside a bare Kafka Streams pass-through";
    }

    @Override
    public void measure(Workbench bench, Report report) throws Exception {
        SourceTopics source = bench.streamsTopic(SOURCE, PARTITIONS);
        Rounds rounds = new Rounds("streams", Rounds.Measure.RATE, bench.progress())
                .add(PASS_THROUGH, () -> passThrough(bench, source, THREADS))
                .add(TOPOLOGY, () -> topology(bench, source, THREADS))
                .run(1, bench.scale().fewRounds());
        report.section(
                "Transformation",
                String.format(
                        "%,d transactions a pass from a topic of %d partitions, %d threads, lz4, commits each 100 ms; from the first commit to"
                                + " the last; transactions/s.",
                        source.events(), PARTITIONS, THREADS));
        report.table("of pass-through,median,range", rounds.table(PASS_THROUGH));
        if (bench.scale().oneThreadToo()) {
            measureOneThread(bench, source, report);
        }
        report.text("Peak resident memory of `tributary streams run` over the same transactions, MiB:");
        report.table(
                "median,range",
                ProcessSection.row("tributary streams run", Quantiles.of(List.of(peakMib(bench, source)))));
        report.figure("streams_of_passthrough", rounds.ratio(TOPOLOGY, PASS_THROUGH));
        report.figure("streams_events_per_s", rounds.median(TOPOLOGY));
    }

    private void measureOneThread(Workbench bench, SourceTopics source, Report report) throws Exception {
        Rounds rounds = new Rounds("streams", Rounds.Measure.RATE, bench.progress())
                .add(PASS_THROUGH + ONE_THREAD, () -> passThrough(bench, source, 1))
                .add(TOPOLOGY + ONE_THREAD, () -> topology(bench, source, 1))
                .run(0, bench.scale().fewRounds());
        report.table("of pass-through,median,range", rounds.table(PASS_THROUGH + ONE_THREAD));
    }

    private double topology(Workbench bench, SourceTopics source, int threads) throws Exception {
        String id = "bench-topology-" + ++passes;
        List<String> derived = derived();
        try (BenchFolder state = BenchFolder.below(bench.folder(), "state");
                TransactionStreams streams = new TransactionStreams(
                        rules(),
                        PseudonymKeys.loadOrCreate(bench.folder().resolve("pseudonym.key"), Map.of()),
                        bench.properties(),
                        new StreamsSettings(id, state.path(), threads, TableUpdates.LAST, PARTITIONS),
                        new TransactionStreams.Listener() {});
                GroupProgress progress = new GroupProgress(bench.cluster(), id)) {
            streams.start();
            long start = progress.awaitFirst(START_WITHIN);
            if (!streams.awaitCaughtUp(DONE_WITHIN)) {
                throw new IllegalStateException("the topology did not catch up");
            }
            double rate = source.events() * 1e9 / (System.nanoTime() - start);
            requireAll(bench, List.of(EVERY_TRANSACTION), source.events());
            return rate;
        } finally {
            delete(bench, id, derived);
        }
    }

    private double peakMib(Workbench bench, SourceTopics source) throws Exception {
        bench.progress().say("the memory of the transformation as a process");
        List<String> derived = derived();
        try (BenchFolder project = BenchFolder.below(bench.folder(), "streams");
                BenchFolder output = BenchFolder.below(bench.folder(), "output")) {
            Files.writeString(project.path().resolve("tributary.yaml"), "streams:\n  source: " + SOURCE + "\n");
            List<String> command = Child.tributary(
                    "streams",
                    "run",
                    "-b",
                    bench.cluster().bootstrapServers(),
                    "--dir",
                    project.path().toString());
            try (Child child = Child.start(command, output.path())) {
                awaitAll(bench, child, source.events());
                return child.peakMib();
            }
        } finally {
            delete(bench, "tributary-", derived);
        }
    }

    private static void awaitAll(Workbench bench, Child child, long events) throws Exception {
        try (Topics cluster = new Topics(bench.cluster())) {
            while (!cluster.names().contains(EVERY_TRANSACTION)
                    || records(cluster, List.of(EVERY_TRANSACTION)) < events) {
                child.requireAlive();
                if (child.seconds() > DONE_WITHIN.toSeconds()) {
                    throw new IllegalStateException("streams run did not catch up");
                }
                Thread.sleep(LOOK_EVERY_MS);
            }
        }
    }

    private static long records(Topics cluster, List<String> topics) {
        return cluster.endOffsets(topics, IsolationLevel.READ_COMMITTED).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    private static List<String> derived() {
        return TransactionTopology.derivedTopics().stream()
                .map(DerivedTopic::name)
                .toList();
    }

    private static StreamRules rules() {
        StreamRules rules = StreamRules.defaults();
        return new StreamRules(SOURCE, rules.rates(), rules.blacklist(), rules.blacklistMode(), rules.window());
    }

    private double passThrough(Workbench bench, SourceTopics source, int threads) throws Exception {
        String id = "bench-pass-through-" + ++passes;
        try (BenchFolder state = BenchFolder.below(bench.folder(), "state");
                PassThrough pass = new PassThrough(bench.cluster(), id, SOURCE, PARTITIONS, threads, state.path());
                GroupProgress progress = new GroupProgress(bench.cluster(), id)) {
            pass.start();
            long start = progress.awaitFirst(START_WITHIN);
            progress.await(source.events(), DONE_WITHIN);
            double rate = source.events() * 1e9 / (System.nanoTime() - start);
            requireAll(bench, pass.targets(), source.events() * pass.targets().size());
            return rate;
        } finally {
            delete(bench, id, List.of());
        }
    }

    /** Markers of transactions count too, so that there may be more. */
    private static void requireAll(Workbench bench, List<String> topics, long atLeast) {
        try (Topics cluster = new Topics(bench.cluster())) {
            long records = records(cluster, topics);
            if (records < atLeast) {
                throw new IllegalStateException(topics + " have " + records + " records, not " + atLeast);
            }
        }
    }

    /** What an application wrote goes, so that the next one finds what this one found. */
    private static void delete(Workbench bench, String id, List<String> derived) {
        try (Topics cluster = new Topics(bench.cluster())) {
            List<String> made = new ArrayList<>(cluster.names());
            made.removeIf(topic -> !topic.startsWith(id) && !derived.contains(topic));
            made.forEach(cluster::delete);
        }
    }
}
