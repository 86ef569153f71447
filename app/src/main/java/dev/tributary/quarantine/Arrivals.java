package dev.tributary.quarantine;

import dev.tributary.quarantine.Deed.Target;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Looks in the topics which sendings arrived: reads committed records, by the header that names the sending. Belongs to no group. */
final class Arrivals implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration AT_MOST = Duration.ofSeconds(60);

    private final KafkaConsumer<byte[], byte[]> consumer;

    Arrivals(Map<String, Object> clientProperties) {
        Map<String, Object> properties = new HashMap<>(clientProperties);
        properties.keySet().retainAll(ConsumerConfig.configNames());
        properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /**
     * The offsets of those of the attempts that are in the partition.
     *
     * @param from where to begin
     * @param end where the partition ends, with what is not committed; read up to there, so that no transaction of others hides a record
     * @throws QuarantineException when the end is not reached, because a transaction of others stays open
     */
    Map<String, Long> find(Target target, long from, long end, Set<String> attempts) {
        TopicPartition partition = new TopicPartition(target.topic(), target.partition());
        Map<String, Long> found = new HashMap<>();
        consumer.assign(List.of(partition));
        consumer.seek(partition, from);
        long deadline = System.nanoTime() + AT_MOST.toNanos();
        while (found.size() < attempts.size() && consumer.position(partition) < end) {
            if (System.nanoTime() - deadline > 0) {
                throw new QuarantineException(
                        "cannot find out whether earlier resubmissions arrived: " + partition
                                + " can be read up to offset " + consumer.position(partition) + " of " + end
                                + " only, so another producer's transaction is open",
                        "wait until that transaction has ended, then try again; nothing was sent");
            }
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                Header header = record.headers().lastHeader(Resubmission.ATTEMPT);
                if (header != null && header.value() != null) {
                    String attempt = new String(header.value(), StandardCharsets.UTF_8);
                    if (attempts.contains(attempt)) {
                        found.putIfAbsent(attempt, record.offset());
                    }
                }
            }
        }
        return found;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
