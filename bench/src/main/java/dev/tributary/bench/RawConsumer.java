package dev.tributary.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads topics from their start, checks nothing, and discards the values or copies them, one a line. For one pass. */
final class RawConsumer implements AutoCloseable {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(8 << 20);

    RawConsumer(Map<String, Object> clientProperties, List<String> topics) {
        Map<String, Object> properties = new HashMap<>(clientProperties);
        properties.put("enable.auto.commit", "false");
        properties.put("isolation.level", "read_committed");
        properties.put("receive.buffer.bytes", 2 << 20);
        properties.put("max.poll.records", 5_000);
        consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = topics.stream()
                .flatMap(topic -> consumer.partitionsFor(topic).stream())
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** Reads so many records; how many bytes their values have. The file, if any, is forced at the end. */
    long read(long records, Optional<FileChannel> target) throws IOException {
        long bytes = 0;
        for (long seen = 0; seen < records; ) {
            ConsumerRecords<byte[], byte[]> polled = consumer.poll(Duration.ofSeconds(1));
            for (ConsumerRecord<byte[], byte[]> item : polled) {
                bytes += item.value().length;
                if (target.isPresent()) {
                    copy(item.value(), target.get());
                }
            }
            seen += polled.count();
        }
        if (target.isPresent()) {
            drain(target.get());
            target.get().force(true);
        }
        return bytes;
    }

    private void copy(byte[] value, FileChannel target) throws IOException {
        if (buffer.remaining() < value.length + 1) {
            drain(target);
        }
        buffer.put(value).put((byte) '\n');
    }

    private void drain(FileChannel target) throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            target.write(buffer);
        }
        buffer.clear();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
