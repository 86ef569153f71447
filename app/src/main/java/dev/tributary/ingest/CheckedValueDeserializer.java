package dev.tributary.ingest;

import dev.tributary.lake.CheckedValue;
import dev.tributary.lake.ValueCheck;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** Checks values where they are fetched: that thread has time while the other one writes. */
final class CheckedValueDeserializer implements Deserializer<CheckedValue> {
    private final ValueCheck check = new ValueCheck();

    @Override
    public @Nullable CheckedValue deserialize(String topic, byte @Nullable [] value) {
        return value == null ? null : check.check(topic, value);
    }
}
