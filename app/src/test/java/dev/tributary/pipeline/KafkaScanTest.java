package dev.tributary.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.broker.BrokerConfig;
import dev.tributary.broker.EmbeddedBroker;
import dev.tributary.testing.FreePort;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class KafkaScanTest {
    private static final int RECORDS = 40;
    private static final int DELETED_BEFORE = 35;

    @TempDir
    Path folder;

    private final TopicPartition partition = new TopicPartition("shrinking", 0);

    @Test
    void whatRetentionDeletesMeanwhileIsPassedBy() throws Exception {
        try (EmbeddedBroker broker =
                EmbeddedBroker.start(new BrokerConfig(folder.resolve("kafka"), FreePort.find(), 1))) {
            produce(broker);
            List<Long> offsets = new ArrayList<>();
            Map<String, Object> oneByOne = broker.clientSettings().toProperties();
            oneByOne.put("max.poll.records", 1);
            oneByOne.put("fetch.max.bytes", 1);
            oneByOne.put("max.partition.fetch.bytes", 1);
            try (KafkaScan scan = new KafkaScan(oneByOne)) {
                scan.read(Map.of(partition, (long) RECORDS), (from, record) -> {
                    if (offsets.isEmpty()) {
                        delete(broker);
                    }
                    offsets.add(record.offset());
                });
                assertThat(scan.startOffsets(Set.of(partition))).containsEntry(partition, (long) DELETED_BEFORE);
            }
            assertThat(offsets).startsWith(0L).endsWith(35L, 36L, 37L, 38L, 39L).hasSizeLessThan(RECORDS);
        }
    }

    private void produce(EmbeddedBroker broker) throws ExecutionException, InterruptedException {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                broker.clientSettings().toProperties(), new StringSerializer(), new StringSerializer())) {
            for (int n = 0; n < RECORDS; n++) {
                producer.send(new ProducerRecord<>(partition.topic(), 0, null, "{}"))
                        .get();
            }
        }
    }

    private void delete(EmbeddedBroker broker) {
        try (Admin admin = Admin.create(broker.clientSettings().toProperties())) {
            admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(DELETED_BEFORE)))
                    .all()
                    .get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
