package dev.tributary.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;

class QuarantineUnprocessableTest {
    private static final byte[] VALUE = {'x'};

    @Test
    void aRecordAtWhichARuleFailsIsQuarantinedAndTheNextIsProcessed() {
        try (TopologyTestDriver driver = driver(new IllegalStateException("USER-4711"))) {
            send(driver);
            send(driver);
            var rows = driver.createOutputTopic(
                            DerivedTopic.QUARANTINE, new ByteArrayDeserializer(), new ByteArrayDeserializer())
                    .readValuesToList();
            JsonNode row = Derivation.parse(rows.get(1));
            assertThat(rows).hasSize(2);
            assertThat(row.get("reason").textValue()).isEqualTo("internal_error");
            assertThat(row.get("message").textValue())
                    .contains("rule, IllegalStateException")
                    .doesNotContain("4711");
            assertThat(row.get("offset").intValue()).isEqualTo(1);
            assertThat(row.get("raw").textValue()).isEqualTo("x");
        }
    }

    @Test
    void aFailureOfTheStateIsNotTheFaultOfTheRecord() {
        try (TopologyTestDriver driver = driver(new ProcessorStateException("disk full"))) {
            assertThatThrownBy(() -> send(driver)).hasStackTraceContaining("disk full");
        }
    }

    private static void send(TopologyTestDriver driver) {
        driver.createInputTopic("in", new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(VALUE);
    }

    private static TopologyTestDriver driver(RuntimeException failure) {
        Topology topology = new Topology();
        topology.addSource("source", new ByteArrayDeserializer(), new ByteArrayDeserializer(), "in");
        topology.addProcessor("rule", () -> new Failing(failure), "source");
        Properties properties = new Properties();
        properties.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, QuarantineUnprocessable.class);
        return new TopologyTestDriver(topology, properties);
    }

    private record Failing(RuntimeException failure) implements Processor<byte[], byte[], Void, Void> {
        @Override
        public void process(Record<byte[], byte[]> record) {
            throw failure;
        }
    }
}
