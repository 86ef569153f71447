package dev.tributary.bench;

import dev.tributary.broker.Topics;
import dev.tributary.ingest.Ingest;
import dev.tributary.ingest.IngestConfig;
import dev.tributary.ingest.IngestListener;
import dev.tributary.lake.Feed;
import dev.tributary.lake.Feeds;
import dev.tributary.lake.LakeLayout;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A lake of rows of TRANSACTIONS_USD that came through Kafka, and to which more can be added. */
final class UsdLake {
    private static final int OTHERS_TAKE = 5;

    private final Workbench bench;
    private final LakeLayout layout;
    private final List<String> topics;
    private final UsdRows rows = new UsdRows(1);
    private long size;

    /** A lake without rows yet, in a new folder. All rows go to the first of its own topics, every fifth to the others too. */
    UsdLake(Workbench bench, Path folder, List<String> topics) {
        this.bench = bench;
        this.layout = new LakeLayout(folder);
        this.topics = List.copyOf(topics);
        try (Topics made = new Topics(bench.cluster())) {
            made.create(topics, 1);
        }
    }

    LakeLayout layout() {
        return layout;
    }

    /** How many rows are in it, of all topics together. */
    long size() {
        return size;
    }

    Feeds feeds() {
        return new Feeds(topics.stream().map(Feed::append).toList());
    }

    /** Puts so many rows into the first topic and takes all into the lake. */
    void add(int count) throws ExecutionException, InterruptedException {
        long sent = produce(count);
        try (Ingest ingest = new Ingest(
                layout,
                IngestConfig.of(feeds()),
                bench.properties(),
                InstantSource.system(),
                new IngestListener() {})) {
            ingest.runUntilCaughtUp();
            if (ingest.progress().records() != sent) {
                throw new IllegalStateException(
                        "the lake took " + ingest.progress().records() + " rows of " + sent);
            }
            size += sent;
        }
    }

    private long produce(int count) throws ExecutionException, InterruptedException {
        Map<String, Object> properties = new HashMap<>(bench.properties());
        properties.put("compression.type", "lz4");
        properties.put("linger.ms", "5");
        properties.put("batch.size", Integer.toString(128 * 1024));
        try (Producer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            List<Future<?>> last = new ArrayList<>();
            long sent = 0;
            for (int row = 0; row < count; row++) {
                long timestamp = rows.timestamp();
                byte[] value = rows.next();
                last.clear();
                for (String topic : row % OTHERS_TAKE == 0 ? topics : topics.subList(0, 1)) {
                    last.add(producer.send(new ProducerRecord<>(topic, null, timestamp, null, value)));
                    sent++;
                }
            }
            producer.flush();
            for (Future<?> each : last) {
                each.get();
            }
            return sent;
        }
    }
}
