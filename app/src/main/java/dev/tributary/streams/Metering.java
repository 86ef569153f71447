package dev.tributary.streams;

import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/** The topology's own numbers among the metrics of Kafka Streams, which show them through JMX as well. */
final class Metering {
    /** Source records that went to the quarantine. */
    static final String QUARANTINED = "quarantined";

    /** Transactions that came after at least one of their windows was closed. */
    static final String LATE = "late";

    private static final String SCOPE = "tributary";

    private Metering() {}

    static Sensor sensor(ProcessorContext<?, ?> context, String what) {
        return context.metrics()
                .addRateTotalSensor(SCOPE, context.taskId().toString(), what, Sensor.RecordingLevel.INFO);
    }

    static void remove(ProcessorContext<?, ?> context, Sensor sensor) {
        context.metrics().removeSensor(sensor);
    }

    /** The name under which a total is among the metrics. */
    static String total(String what) {
        return what + "-total";
    }

    static String group() {
        return "stream-" + SCOPE + "-metrics";
    }
}
