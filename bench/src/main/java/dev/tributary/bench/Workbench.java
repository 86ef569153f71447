package dev.tributary.bench;

import dev.tributary.broker.ClientSettings;
import dev.tributary.broker.EmbeddedBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** What all sections work with: the broker of the run, its folder, how much to measure, and topics that are filled once. */
final class Workbench {
    private final EmbeddedBroker broker;
    private final Path folder;
    private final Scale scale;
    private final Optional<Path> plots;
    private final Progress progress;
    private final Set<SourceTopics> filled = new HashSet<>();
    private Optional<UsdLake> usdLake = Optional.empty();

    Workbench(EmbeddedBroker broker, Path folder, Scale scale, Optional<Path> plots, Progress progress) {
        this.broker = broker;
        this.folder = folder;
        this.scale = scale;
        this.plots = plots;
        this.progress = progress;
    }

    ClientSettings cluster() {
        return broker.clientSettings();
    }

    /** Client properties of the caller's own. */
    Map<String, Object> properties() {
        return cluster().toProperties();
    }

    Path folder() {
        return folder;
    }

    Scale scale() {
        return scale;
    }

    /** Writes a plot, if any are wanted. */
    void plot(String name, LinePlot plot) throws IOException {
        if (plots.isPresent()) {
            Files.createDirectories(plots.get());
            plot.write(plots.get().resolve("growth-" + name + ".svg"));
        }
    }

    Progress progress() {
        return progress;
    }

    /** One topic of four partitions, not compressed. */
    SourceTopics oneTopic() throws IOException, InterruptedException {
        return filled(new SourceTopics(List.of("BENCH"), 4, "none", scale.events()));
    }

    /** The same, compressed. */
    SourceTopics compressedTopic() throws IOException, InterruptedException {
        return filled(new SourceTopics(List.of("BENCH_LZ4"), 4, "lz4", scale.events()));
    }

    /** Ten topics of one partition. */
    SourceTopics tenTopics() throws IOException, InterruptedException {
        List<String> names =
                IntStream.range(0, 10).mapToObj(each -> "BENCH_" + each).toList();
        return filled(new SourceTopics(names, 1, "none", scale.events()));
    }

    /** The source of the topology, compressed as the generator does. */
    SourceTopics streamsTopic(String name, int partitions) throws IOException, InterruptedException {
        return filled(new SourceTopics(List.of(name), partitions, "lz4", scale.streamsEvents()));
    }

    /** The lake that bulk loads take and whose rows the queries ask. */
    UsdLake usdLake() throws IOException, InterruptedException {
        if (usdLake.isEmpty()) {
            List<String> topics = List.of("TRANSACTIONS_USD", "TRANSACTIONS_FAILED");
            UsdLake lake = new UsdLake(usdProject().resolve("pipeline"), topics);
            progress.say(String.format("making a lake of %,d rows", scale.loadRows()));
            lake.add(scale.loadRows());
            Projects.describe(usdProject(), topics);
            usdLake = Optional.of(lake);
            settle();
        }
        return usdLake.get();
    }

    /** The project whose lake that is. */
    Path usdProject() {
        return folder.resolve("usd");
    }

    /** Lets the system write out what it holds, so that it does not do so while the next section is timed. */
    private void settle() throws IOException, InterruptedException {
        if (Child.installed("sync")) {
            try (BenchFolder output = BenchFolder.below(folder, "sync");
                    Child sync = Child.start(List.of("sync"), output.path())) {
                sync.await();
            }
        }
    }

    /** Topics that are there and filled from now on. */
    SourceTopics filled(SourceTopics topics) throws IOException, InterruptedException {
        if (filled.add(topics)) {
            progress.say(String.format("producing %,d transactions to %s", topics.events(), topics.names()));
            topics.fill(cluster());
            settle();
        }
        return topics;
    }
}
