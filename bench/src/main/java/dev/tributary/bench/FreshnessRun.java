package dev.tributary.bench;

import dev.tributary.generator.Generation;
import dev.tributary.generator.RecordSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Sends records at a rate and looks how old they are when they show in SQL, and when a plain consumer has them. */
final class FreshnessRun {
    /**
     * What was seen of a run; ages in milliseconds.
     *
     * @param p50 the median age of a row when it showed
     * @param p99 the age that 99 percent of the rows do not exceed
     * @param reached how many messages a second were really sent
     */
    record Seen(double p50, double p99, double consumerP50, double consumerP99, double reached) {}

    private static final Duration ALL_SEEN_WITHIN = Duration.ofMinutes(2);
    private static final long LOOK_EVERY_MS = 2;

    private final Workbench bench;
    private final String topic;
    private final Path database;
    private final List<Child> pipeline;
    private long lastId;
    private long seed;

    FreshnessRun(Workbench bench, String topic, Path database, List<Child> pipeline) {
        this.bench = bench;
        this.topic = topic;
        this.database = database;
        this.pipeline = List.copyOf(pipeline);
    }

    /** Sends one record and waits until it shows, so that everything is started and made. */
    void begin() throws Exception {
        send(1, 1);
        long deadline = System.nanoTime() + ALL_SEEN_WITHIN.toNanos();
        while (lastId == 0) {
            requireAlive();
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("the first record does not show in " + database);
            }
            if (Files.exists(database)) {
                lookForFirst();
            }
            Thread.sleep(LOOK_EVERY_MS);
        }
    }

    private void lookForFirst() throws Exception {
        try (WarehouseView view = new WarehouseView(database)) {
            if (view.hasTable(topic)) {
                lastId = view.after(topic, 0).lastId();
            }
        }
    }

    private void requireAlive() throws IOException {
        for (Child stage : pipeline) {
            stage.requireAlive();
        }
    }

    /** One run; returns when all its records were seen. */
    Seen measure(int rate) throws Exception {
        long events = rate * bench.scale().freshness().toSeconds();
        Delays inSql = new Delays();
        Delays inConsumer = new Delays();
        try (KafkaConsumer<byte[], byte[]> consumer = consumer();
                WarehouseView view = new WarehouseView(database);
                Watch sql = new Watch("sql", () -> look(view, inSql));
                Watch plain = new Watch("consumer", () -> poll(consumer, inConsumer))) {
            long start = System.nanoTime();
            send(rate, events);
            double reached = events * 1e9 / (System.nanoTime() - start);
            awaitAll(events, List.of(inSql, inConsumer), List.of(sql, plain));
            return new Seen(
                    inSql.quantiles().median(),
                    inSql.quantiles().at(0.99),
                    inConsumer.quantiles().median(),
                    inConsumer.quantiles().at(0.99),
                    reached);
        }
    }

    private void send(int rate, long events) {
        try (RecordSink sink = RecordSink.toTopic(bench.properties(), topic)) {
            new Generation(
                            SourceTopics.transactions(OptionalLong.of(events), OptionalDouble.of(rate), ++seed),
                            InstantSource.system(),
                            sink,
                            made -> {})
                    .run();
        }
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        Map<String, Object> properties = new HashMap<>(bench.properties());
        properties.put("isolation.level", "read_committed");
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
        return consumer;
    }

    private static boolean poll(KafkaConsumer<byte[], byte[]> consumer, Delays delays) {
        for (ConsumerRecord<byte[], byte[]> item : consumer.poll(Duration.ofMillis(100))) {
            delays.add(System.currentTimeMillis() - item.timestamp());
        }
        return true;
    }

    private boolean look(WarehouseView view, Delays delays) throws Exception {
        WarehouseView.NewRows rows = view.after(topic, lastId);
        long now = System.currentTimeMillis();
        rows.timestamps().forEach(timestamp -> delays.add(now - timestamp));
        lastId = rows.lastId();
        Thread.sleep(LOOK_EVERY_MS);
        return true;
    }

    private void awaitAll(long events, List<Delays> delays, List<Watch> watches) throws Exception {
        long deadline = System.nanoTime() + ALL_SEEN_WITHIN.toNanos();
        while (delays.stream().anyMatch(each -> each.count() < events)) {
            for (Watch watch : watches) {
                watch.requireWorking();
            }
            requireAlive();
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("of " + events + " records only "
                        + delays.stream().map(Delays::count).toList() + " were seen in SQL and by a consumer");
            }
            Thread.sleep(LOOK_EVERY_MS);
        }
    }
}
