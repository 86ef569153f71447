package dev.tributary.pipeline;

import dev.tributary.config.Settings;
import dev.tributary.ingest.Ingest;
import dev.tributary.ingest.IngestProgress;
import dev.tributary.lake.Erasures;
import dev.tributary.lake.LakeLayout;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** One ingestion of what Kafka has now, with the embedded broker started for it when there is no other. */
public final class IngestOnce implements AutoCloseable {
    private final KafkaConnection kafka;
    private final Ingest ingest;
    private final AtomicReference<Consumer<IngestProgress>> watcher;

    private IngestOnce(KafkaConnection kafka, Ingest ingest, AtomicReference<Consumer<IngestProgress>> watcher) {
        this.kafka = kafka;
        this.ingest = ingest;
        this.watcher = watcher;
    }

    /**
     * Connects to Kafka and takes the lake's lock.
     *
     * @param erasures whose persons do not get into the lake again
     */
    public static IngestOnce open(
            Settings settings, Erasures erasures, InstantSource clock, PipelineListener listener) {
        KafkaConnection kafka = KafkaConnection.open(
                settings.kafka().bootstrapServers(), settings.kafka().properties(), settings.broker());
        AtomicReference<Consumer<IngestProgress>> watcher = new AtomicReference<>(progress -> {});
        try {
            Ingest ingest = new IngestStage(
                            new LakeLayout(settings.lake()),
                            settings.ingest(),
                            kafka.properties(),
                            clock,
                            listener,
                            erasures,
                            progress -> Objects.requireNonNull(watcher.get()).accept(progress))
                    .ingest();
            return new IngestOnce(kafka, ingest, watcher);
        } catch (RuntimeException | Error e) {
            kafka.close();
            throw e;
        }
    }

    /**
     * Ingests until everything that Kafka had when this was called is in the lake, or somebody stops it.
     *
     * @param committed is told of each commit
     */
    public IngestProgress run(Consumer<IngestProgress> committed) {
        watcher.set(committed);
        ingest.runUntilCaughtUp();
        return ingest.progress();
    }

    /** Makes {@link #run} return after the commit in hand, from any thread. */
    public void stop() {
        ingest.stop();
    }

    @Override
    public void close() {
        try (kafka;
                ingest) {
            ingest.stop();
        }
    }
}
