package dev.tributary.config;

import java.util.Map;
import java.util.Optional;

/** What a value may be. */
interface Kind<T> {
    /** The value read; empty after having reported why not. */
    Optional<T> read(Value value);

    /** What is allowed, as it goes on after "must be". */
    String allowed();

    /** The same as JSON Schema. */
    Map<String, Object> schema();

    /** Whether a text in the environment or on the command line is YAML rather than the value itself. */
    default boolean structured() {
        return false;
    }
}
