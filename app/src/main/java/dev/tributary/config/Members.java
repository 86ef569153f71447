package dev.tributary.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * The members of one item of a list.
 *
 * @param item the item
 * @param values each member's value by its name
 */
record Members(Value item, Map<String, Value> values) {
    /** The item's members; empty, and reported, when it is no mapping or has members that are not known. */
    static Optional<Members> of(Value item, Set<String> known) {
        if (!(item.raw().node() instanceof MappingNode mapping)) {
            item.wrong(
                    "a mapping with "
                            + String.join(", ", known.stream().sorted().toList()),
                    Optional.empty());
            return Optional.empty();
        }
        Map<String, Value> values = new LinkedHashMap<>();
        boolean good = true;
        for (NodeTuple entry : mapping.getValue()) {
            Value name = item.part(entry.getKeyNode());
            String text = entry.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
            if (!known.contains(text)) {
                name.problem("unknown member '" + name.raw().shown() + "'", Closest.to(text, known));
                good = false;
            } else if (values.put(text, item.part(entry.getValueNode()).named(item.key() + "." + text)) != null) {
                name.problem("member '" + text + "' is given twice", Optional.empty());
                good = false;
            }
        }
        return good ? Optional.of(new Members(item, values)) : Optional.empty();
    }

    <T> Optional<T> required(String name, Kind<T> kind) {
        Value value = values.get(name);
        if (value == null) {
            item.problem("lacks " + name + ", which must be " + kind.allowed(), Optional.empty());
            return Optional.empty();
        }
        return kind.read(value);
    }

    <T> Optional<T> optional(String name, Kind<T> kind, T otherwise) {
        Value value = values.get(name);
        return value == null ? Optional.of(otherwise) : kind.read(value);
    }
}
