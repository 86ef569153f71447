package dev.tributary.config;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A raw value on its way to becoming that of a setting, and where to complain when it cannot.
 *
 * @param key the setting
 * @param raw what was given
 * @param problems takes what is wrong
 */
record Value(String key, Raw raw, Consumer<Problem> problems) {
    /** The value as text; empty, and reported, when it is absent or not a single value. */
    Optional<String> text(String allowed) {
        if (!(raw.node() instanceof ScalarNode scalar)) {
            problem("must be " + allowed + ", not a list or a section", Optional.empty());
            return Optional.empty();
        }
        if (scalar.getTag().equals(Tag.NULL)) {
            problem("has no value; must be " + allowed, Optional.empty());
            return Optional.empty();
        }
        return Optional.of(scalar.getValue());
    }

    /** The items of a list; empty, and reported, when it is none. */
    Optional<List<Value>> items(String allowed) {
        if (raw.node() instanceof SequenceNode sequence) {
            return Optional.of(sequence.getValue().stream().map(this::part).toList());
        }
        wrong(allowed, Optional.empty());
        return Optional.empty();
    }

    Value part(Node node) {
        return new Value(key, raw.part(node), problems);
    }

    Value named(String name) {
        return new Value(name, raw, problems);
    }

    void wrong(String allowed, Optional<String> suggestion) {
        problem("must be " + allowed + ", not '" + Secrets.mask(key, raw.shown()) + "'", suggestion);
    }

    void problem(String message, Optional<String> suggestion) {
        problems.accept(new Problem(raw.origin(), key, message, suggestion));
    }
}
