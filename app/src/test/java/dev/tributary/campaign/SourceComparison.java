package dev.tributary.campaign;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Whether the streams derived each record of the source exactly once. Verification cannot see that: for it the derived topics are where the truth
 * begins. Each transaction must be in TRANSACTIONS_SECURE as often as it is in the source, each other record in the quarantine once, and
 * the totals per user must have counted each transaction once.
 */
final class SourceComparison {
    static final String QUARANTINE = "TRANSACTIONS_QUARANTINE";
    private static final String SECURE = "TRANSACTIONS_SECURE";
    private static final String SPENDING = "USER_SPENDING_BY_TYPE";

    /**
     * What was found.
     *
     * @param source records in the source
     * @param missing those derived too few times
     * @param duplicate those derived too many times
     * @param counted how many transactions the totals per user have counted
     * @param transactions how many they should have
     */
    record Result(long source, long missing, long duplicate, long counted, long transactions) {
        boolean clean() {
            return missing == 0 && duplicate == 0 && counted == transactions;
        }
    }

    private final ObjectMapper json = new ObjectMapper();
    private final Map<String, Integer> balance = new HashMap<>();
    private final Map<String, Long> countsByKey = new HashMap<>();
    private final String bootstrapServers;
    private long source;
    private long transactions;

    private SourceComparison(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    static Result run(String bootstrapServers) {
        return new SourceComparison(bootstrapServers).run();
    }

    private Result run() {
        each(Progress.SOURCE, record -> {
            source++;
            balance.merge(identity(record), 1, Integer::sum);
        });
        each(SECURE, record -> {
            transactions++;
            balance.merge("id " + tree(record).get("TRANSACTION_ID").textValue(), -1, Integer::sum);
        });
        each(QUARANTINE, record -> {
            JsonNode row = tree(record);
            balance.merge("at " + row.get("partition") + "/" + row.get("offset"), -1, Integer::sum);
        });
        each(
                SPENDING,
                record -> countsByKey.put(
                        new String(record.key(), java.nio.charset.StandardCharsets.UTF_8),
                        tree(record).get("TRANSACTION_COUNT").longValue()));
        return new Result(
                source,
                balance.values().stream().filter(n -> n > 0).mapToLong(n -> n).sum(),
                -balance.values().stream().filter(n -> n < 0).mapToLong(n -> n).sum(),
                countsByKey.values().stream().mapToLong(n -> n).sum(),
                transactions);
    }

    /** A transaction by its id; what the generator spoilt by its place, as the quarantine knows it. */
    private String identity(ConsumerRecord<byte[], byte[]> record) {
        try {
            JsonNode id = json.readTree(record.value()).path("TRANSACTION_ID");
            if (id.isTextual()) {
                return "id " + id.textValue();
            }
        } catch (JsonProcessingException e) {
            // no JSON: it has no id
        } catch (IOException e) {
            throw new IllegalStateException("cannot read bytes in memory", e);
        }
        return "at " + record.partition() + "/" + record.offset();
    }

    private JsonNode tree(ConsumerRecord<byte[], byte[]> record) {
        try {
            return json.readTree(record.value());
        } catch (IOException e) {
            throw new IllegalStateException(record.topic() + " at " + record.offset() + " is not JSON", e);
        }
    }

    private void each(String topic, Consumer<ConsumerRecord<byte[], byte[]>> handler) {
        Map<String, Object> properties =
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = new ArrayList<>();
            consumer.partitionsFor(topic)
                    .forEach(partition -> partitions.add(new TopicPartition(topic, partition.partition())));
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(200)).forEach(handler);
            }
        }
    }
}
