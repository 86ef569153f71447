package dev.tributary.bench;

import dev.tributary.broker.EmbeddedBroker;
import dev.tributary.broker.Topics;
import dev.tributary.generator.Generation;
import dev.tributary.generator.GeneratorConfig;
import dev.tributary.generator.RecordSink;
import dev.tributary.ingest.Ingest;
import dev.tributary.ingest.IngestConfig;
import dev.tributary.ingest.IngestListener;
import dev.tributary.lake.Feed;
import dev.tributary.lake.Feeds;
import dev.tributary.lake.LakeLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Kafka to the lake: a topic of 4 partitions, beside a consumer that discards, and one that copies the bytes and checks nothing. */
final class IngestBench {
    static final String TOPIC = "BENCH";
    static final Feeds FEEDS = new Feeds(List.of(Feed.append(TOPIC)));
    static final String RAW = "raw copy, no check, fsync at the end";
    static final String INGEST = "ingest: strict check, _kafka, fsync, ledger";

    private final EmbeddedBroker broker;
    private final Path folder;
    private final long events;

    IngestBench(EmbeddedBroker broker, Path folder, long events) {
        this.broker = broker;
        this.folder = folder;
        this.events = events;
    }

    /** Fills the topic. */
    void prepare() {
        try (Topics topics = new Topics(broker.clientSettings())) {
            topics.create(List.of(TOPIC), 4);
        }
        GeneratorConfig config = new GeneratorConfig(
                OptionalLong.of(events),
                OptionalDouble.empty(),
                1,
                9_000,
                GeneratorConfig.Distribution.UNIFORM,
                0,
                GeneratorConfig.Time.LIVE,
                GeneratorConfig.BadInput.NONE);
        Map<String, Object> plain = properties();
        plain.put("compression.type", "none");
        try (RecordSink sink = RecordSink.toTopic(plain, TOPIC)) {
            new Generation(config, InstantSource.system(), sink, made -> {}).run();
        }
    }

    Rounds measure(int rounds) throws Exception {
        return new Rounds()
                .add("poll and discard", () -> consume(null))
                .add(RAW, this::rawCopy)
                .add(INGEST, this::ingest)
                .run(2, rounds);
    }

    private double rawCopy() throws IOException {
        try (BenchFolder target = BenchFolder.below(folder, "raw");
                FileChannel file = FileChannel.open(
                        target.path().resolve("copy"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            return consume(file);
        }
    }

    private double ingest() throws IOException {
        try (BenchFolder target = BenchFolder.below(folder, "lake")) {
            return ingestInto(new LakeLayout(target.path()));
        }
    }

    /** Takes the whole topic into a lake; records per second. */
    double ingestInto(LakeLayout layout) {
        IngestConfig config = new IngestConfig(
                FEEDS, "bench", Duration.ofSeconds(1), 64 << 20, 96 << 20, Duration.ofSeconds(5), 64, false);
        try (Ingest ingest =
                new Ingest(layout, config, properties(), InstantSource.system(), new IngestListener() {})) {
            long start = System.nanoTime();
            ingest.runUntilCaughtUp();
            return rate(ingest.progress().records(), start);
        }
    }

    private double consume(@org.jspecify.annotations.Nullable FileChannel target) throws IOException {
        Map<String, Object> properties = properties();
        properties.put("enable.auto.commit", "false");
        properties.put("isolation.level", "read_committed");
        properties.put("receive.buffer.bytes", 2 << 20);
        properties.put("max.poll.records", 5_000);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(TOPIC).stream()
                    .map(partition -> new TopicPartition(TOPIC, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            ByteBuffer buffer = ByteBuffer.allocateDirect(8 << 20);
            long start = System.nanoTime();
            long seen = 0;
            while (seen < events) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofSeconds(1));
                for (ConsumerRecord<byte[], byte[]> item : records) {
                    if (target != null) {
                        copy(item.value(), buffer, target);
                    }
                }
                seen += records.count();
            }
            if (target != null) {
                drain(buffer, target);
                target.force(true);
            }
            return rate(seen, start);
        }
    }

    private static void copy(byte[] value, ByteBuffer buffer, FileChannel target) throws IOException {
        if (buffer.remaining() < value.length + 1) {
            drain(buffer, target);
        }
        buffer.put(value).put((byte) '\n');
    }

    private static void drain(ByteBuffer buffer, FileChannel target) throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            target.write(buffer);
        }
        buffer.clear();
    }

    private Map<String, Object> properties() {
        return new HashMap<>(broker.clientSettings().toProperties());
    }

    private static double rate(long records, long start) {
        return records * 1e9 / (System.nanoTime() - start);
    }
}
