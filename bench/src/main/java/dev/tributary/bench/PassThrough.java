package dev.tributary.bench;

import dev.tributary.broker.ClientSettings;
import dev.tributary.broker.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Produced;

/**
 * The least that Kafka Streams can do: each value of a topic goes unchanged into six others, exactly once. Threads, compression and the
 * interval of commits are those of the topology.
 */
final class PassThrough implements AutoCloseable {
    private static final Serde<byte[]> BYTES = Serdes.ByteArray();
    private static final int TARGETS = 6;

    private final String id;
    private final List<String> targets;
    private final KafkaStreams streams;

    PassThrough(ClientSettings cluster, String id, String source, int partitions, int threads, Path state) {
        this.id = id;
        this.targets =
                IntStream.range(0, TARGETS).mapToObj(each -> id + "-" + each).toList();
        try (Topics topics = new Topics(cluster)) {
            topics.create(targets, partitions);
        }
        this.streams = new KafkaStreams(topology(source), properties(cluster, threads, state));
    }

    private Topology topology(String source) {
        StreamsBuilder builder = new StreamsBuilder();
        KStream<byte[], byte[]> values = builder.stream(source, Consumed.with(BYTES, BYTES));
        targets.forEach(target -> values.to(target, Produced.with(BYTES, BYTES)));
        return builder.build();
    }

    private Properties properties(ClientSettings cluster, int threads, Path state) {
        Properties properties = new Properties();
        properties.putAll(cluster.toProperties());
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, id);
        properties.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, threads);
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 100);
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
        return properties;
    }

    List<String> targets() {
        return targets;
    }

    void start() {
        streams.start();
    }

    @Override
    public void close() {
        streams.close(Duration.ofSeconds(10));
    }
}
