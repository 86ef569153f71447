package dev.tributary.lake;

import java.util.HashMap;
import java.util.Map;

/** The strict check of many values. It is faster where those of a topic are alike. Not for several threads. */
public final class ValueCheck {
    private final Map<String, JsonGate> gates = new HashMap<>();

    /** Checks a value of a topic. */
    public CheckedValue check(String topic, byte[] value) {
        return CheckedValue.of(value, gates.computeIfAbsent(topic, unused -> new JsonGate()));
    }
}
