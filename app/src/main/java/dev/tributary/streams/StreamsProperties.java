package dev.tributary.streams;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/** The settings of Kafka Streams. What the meaning depends on is fixed; what only tunes it gives way to the user's own. */
final class StreamsProperties {
    /** Beside the record itself a request has its header; the buffer must hold the largest record and go on. */
    private static final int MAX_REQUEST = DerivedTopic.MAX_QUARANTINE_BYTES + 1024 * 1024;

    private static final int PRODUCER_BUFFER = 2 * MAX_REQUEST;
    private static final int CACHE = 16 * 1024 * 1024;

    /** Nobody sees a record before its transaction is committed, so batches may fill until then; each costs the producer and the broker the same. */
    private static final int BATCH = 128 * 1024;

    private StreamsProperties() {}

    static Map<String, Object> of(StreamsSettings settings, Map<String, Object> kafkaProperties, String instanceId) {
        Map<String, Object> all = new LinkedHashMap<>(kafkaProperties);
        all.put(StreamsConfig.APPLICATION_ID_CONFIG, settings.applicationId());
        all.put(
                StreamsConfig.STATE_DIR_CONFIG,
                settings.stateDirectory().toAbsolutePath().toString());
        all.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.threads());
        all.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        all.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, QuarantineUnprocessable.class);
        all.putIfAbsent(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 100);
        all.putIfAbsent(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, CACHE);
        all.putIfAbsent(StreamsConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        putProducer(all);
        putRecovery(all, instanceId);
        return all;
    }

    private static void putProducer(Map<String, Object> all) {
        all.putIfAbsent(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
        all.putIfAbsent(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), BATCH);
        all.putIfAbsent(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), MAX_REQUEST);
        all.putIfAbsent(StreamsConfig.producerPrefix(ProducerConfig.BUFFER_MEMORY_CONFIG), PRODUCER_BUFFER);
    }

    /**
     * How soon work goes on after kill -9. The instance has a name that survives it: when it comes back it takes its old place at
     * once, and the transaction it left open is aborted; when it does not, both happen after ten seconds, and readers of committed
     * records wait no longer than that.
     */
    private static void putRecovery(Map<String, Object> all, String instanceId) {
        all.putIfAbsent(StreamsConfig.mainConsumerPrefix(CommonClientConfigs.GROUP_INSTANCE_ID_CONFIG), instanceId);
        all.putIfAbsent(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 10_000);
        all.putIfAbsent(StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 2_000);
        all.putIfAbsent(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), 10_000);
    }
}
