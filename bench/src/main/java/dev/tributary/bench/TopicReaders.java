package dev.tributary.bench;

import dev.tributary.ingest.Ingest;
import dev.tributary.ingest.IngestConfig;
import dev.tributary.ingest.IngestListener;
import dev.tributary.lake.LakeLayout;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * The ways to read topics that are compared. Each is timed from when its clients are made until all is read and, where it
 * writes, forced to the disk; in records per second. What closing costs does not count.
 */
final class TopicReaders {
    static final String DISCARD = "poll and discard";
    static final String RAW = "raw copy, no check, fsync at the end";
    static final String INGEST = "ingest: strict check, _kafka, fsync, ledger";

    private final Map<String, Object> clientProperties;
    private final SourceTopics topics;
    private final Path folder;

    TopicReaders(Map<String, Object> clientProperties, SourceTopics topics, Path folder) {
        this.clientProperties = clientProperties;
        this.topics = topics;
        this.folder = folder;
    }

    double discard() throws IOException {
        try (RawConsumer consumer = consumer()) {
            long start = System.nanoTime();
            consumer.read(topics.events(), Optional.empty());
            return rate(topics.events(), start);
        }
    }

    /** How long a value is; reads all of them. */
    long meanBytes() throws IOException {
        try (RawConsumer consumer = consumer()) {
            return consumer.read(topics.events(), Optional.empty()) / topics.events();
        }
    }

    double rawCopy() throws IOException {
        try (BenchFolder target = BenchFolder.below(folder, "raw");
                FileChannel file = FileChannel.open(
                        target.path().resolve("copy"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                RawConsumer consumer = consumer()) {
            long start = System.nanoTime();
            consumer.read(topics.events(), Optional.of(file));
            return rate(topics.events(), start);
        }
    }

    /** With the product's defaults. Looking for the topics counts, which the others have done before. */
    double ingest() throws IOException {
        try (BenchFolder target = BenchFolder.below(folder, "lake");
                Ingest ingest = new Ingest(
                        new LakeLayout(target.path()),
                        IngestConfig.of(topics.feeds()),
                        clientProperties,
                        InstantSource.system(),
                        new IngestListener() {})) {
            long start = System.nanoTime();
            ingest.runUntilCaughtUp();
            double rate = rate(topics.events(), start);
            requireAll(ingest.progress().records());
            return rate;
        }
    }

    private RawConsumer consumer() {
        return new RawConsumer(clientProperties, topics.names());
    }

    private void requireAll(long taken) {
        if (taken != topics.events()) {
            throw new IllegalStateException(
                    "ingestion took " + taken + " records of " + topics.events() + ": nothing was measured");
        }
    }

    private static double rate(long records, long start) {
        return records * 1e9 / (System.nanoTime() - start);
    }
}
