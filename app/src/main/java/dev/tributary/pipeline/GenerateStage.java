package dev.tributary.pipeline;

import dev.tributary.broker.Topics;
import dev.tributary.generator.Generation;
import dev.tributary.generator.GeneratorConfig;
import dev.tributary.generator.RecordSink;
import java.time.InstantSource;
import java.util.List;

/** The generator as a stage: sample transactions to the source topic. */
final class GenerateStage {
    private final RecordSink sink;
    private final Generation generation;
    private volatile boolean done;

    /** Makes the topic when it is missing; generates nothing yet. */
    GenerateStage(GeneratorConfig config, InstantSource clock, KafkaConnection kafka, String topic, int partitions) {
        try (Topics topics = new Topics(kafka.settings())) {
            topics.create(List.of(topic), partitions);
        }
        this.sink = RecordSink.toTopic(kafka.properties(), topic);
        this.generation = new Generation(config, clock, sink, made -> {});
    }

    void run() {
        try (sink) {
            generation.run();
        }
        done = true;
    }

    void stop() {
        generation.stop();
    }

    /** How many records Kafka has acknowledged. */
    long acknowledged() {
        return sink.delivered();
    }

    /** Whether all records are made and acknowledged. */
    boolean done() {
        return done;
    }
}
