package dev.tributary.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A single value.
 *
 * @param allowed as it goes on after "must be"
 * @param schema the same as JSON Schema
 * @param words the words it may be, from which the nearest is suggested; empty when it is no choice
 * @param parser makes the value of the text, or nothing when it cannot
 */
record Leaf<T>(
        String allowed, Map<String, Object> schema, List<String> words, Function<String, Optional<? extends T>> parser)
        implements Kind<T> {
    @Override
    public Optional<T> read(Value value) {
        Optional<String> text = value.text(allowed);
        Optional<T> parsed = text.flatMap(parser);
        if (text.isPresent() && parsed.isEmpty()) {
            value.wrong(allowed, Closest.to(text.get(), words));
        }
        return parsed;
    }
}
