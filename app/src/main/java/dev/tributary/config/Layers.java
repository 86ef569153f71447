package dev.tributary.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/** What file, environment and command line give, each on top of the one before, not yet read. */
final class Layers {
    /** Variables that are no settings: where the project is, how Java starts, the key of the pseudonyms, who calls. */
    static final Set<String> OTHER_VARIABLES =
            Set.of("TRIBUTARY_DIR", "TRIBUTARY_JAVA_OPTS", "TRIBUTARY_PSEUDONYM_KEY", "TRIBUTARY_TOKEN");

    private static final Map<String, Setting<?>> SETTINGS = new TreeMap<>();
    private static final Map<String, SettingMap<?>> MAPS = new TreeMap<>();

    static {
        for (KnownSetting setting : KnownSettings.all()) {
            if (setting instanceof Setting<?> single) {
                SETTINGS.put(single.key(), single);
            } else if (setting instanceof SettingMap<?> map) {
                MAPS.put(map.key(), map);
            }
        }
    }

    private final Map<String, Raw> values = new HashMap<>();
    private final Map<String, Map<String, Raw>> entries = new HashMap<>();
    private final List<Problem> problems = new ArrayList<>();

    Layers() {
        Origin standard = new Origin.Default();
        SETTINGS.values().forEach(setting -> values.put(setting.key(), given(setting, setting.standard(), standard)));
        MAPS.values().forEach(map -> {
            Map<String, Raw> standards = new TreeMap<>();
            map.standards().forEach((name, text) -> standards.put(name, Raw.text(text, standard)));
            entries.put(map.key(), standards);
        });
    }

    Raw value(Setting<?> setting) {
        return Objects.requireNonNull(values.get(setting.key()), setting.key());
    }

    Map<String, Raw> entries(SettingMap<?> map) {
        return entries.getOrDefault(map.key(), Map.of());
    }

    List<Problem> problems() {
        return problems;
    }

    /** Puts the file on top; a file that does not exist says nothing. */
    void file(Path file) {
        try {
            text(file, YamlText.decode(Files.readAllBytes(file)));
        } catch (NoSuchFileException nothingGiven) {
            return;
        } catch (IOException unreadable) {
            problem(new Origin.InFile(file, 0, 0), "", "cannot be read: " + unreadable, Optional.empty());
        } catch (YamlText.BrokenYaml broken) {
            broken(file, broken);
        }
    }

    /** Puts a file of this text on top. */
    void text(Path file, String text) {
        try {
            YamlText.parse(text.startsWith("\uFEFF") ? text.substring(1) : text)
                    .ifPresent(root -> file(new Raw(root, new Origin.InFile(file, 1, 1)).part(root)));
        } catch (YamlText.BrokenYaml broken) {
            broken(file, broken);
        }
    }

    private void broken(Path file, YamlText.BrokenYaml broken) {
        Origin place = new Origin.InFile(file, broken.line, broken.column);
        problem(place, "", "not YAML: " + broken.getMessage(), Optional.empty());
    }

    private void file(Raw root) {
        if (root.node() instanceof MappingNode mapping) {
            section("", root, mapping, new HashMap<>());
        } else if (!isNull(root.node())) {
            problem(root.origin(), "", "must be settings as `name: value`, not " + root.shown(), Optional.empty());
        }
    }

    private void section(String prefix, Raw section, MappingNode mapping, Map<String, Origin> seen) {
        for (NodeTuple entry : mapping.getValue()) {
            Raw name = section.part(entry.getKeyNode());
            String key = prefix + name.shown();
            if (SETTINGS.containsKey(key) || MAPS.containsKey(key) || mapOf(key).isPresent()) {
                once(key, name.origin(), seen, () -> setting(key, name, section.part(entry.getValueNode()), seen));
            } else if (isSection(key)) {
                subsection(key, section.part(entry.getValueNode()), seen);
            } else {
                unknown(name.origin(), key, prefix);
            }
        }
    }

    private void setting(String key, Raw name, Raw value, Map<String, Origin> seen) {
        Optional<SettingMap<?>> entry = mapOf(key);
        if (entry.isPresent()) {
            entry(entry.get(), key.substring(entry.get().prefix().length()), value);
        } else if (MAPS.containsKey(key)) {
            map(key, value, seen);
        } else {
            values.put(
                    key,
                    value.node() instanceof ScalarNode empty && isNull(empty) ? new Raw(empty, name.origin()) : value);
        }
    }

    private void map(String key, Raw value, Map<String, Origin> seen) {
        entries.put(key, new TreeMap<>());
        if (value.node() instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                Raw name = value.part(tuple.getKeyNode());
                String entry = key + "." + name.shown();
                once(entry, name.origin(), seen, () -> setting(entry, name, value.part(tuple.getValueNode()), seen));
            }
        } else if (!isNull(value.node())) {
            problem(value.origin(), key, "must be names with values, not '" + value.shown() + "'", Optional.empty());
        }
    }

    private void once(String key, Origin place, Map<String, Origin> seen, Runnable take) {
        Origin first = seen.putIfAbsent(key, place);
        if (first == null) {
            take.run();
        } else {
            String where = first instanceof Origin.InFile file ? " on line " + file.line() : "";
            problem(place, key, "given twice; the first is" + where, Optional.empty());
        }
    }

    private void subsection(String key, Raw value, Map<String, Origin> seen) {
        if (value.node() instanceof MappingNode mapping) {
            section(key + ".", value, mapping, seen);
        } else if (!isNull(value.node())) {
            problem(value.origin(), key, "is a section of settings, not '" + value.shown() + "'", Optional.empty());
        }
    }

    /** Puts the variables {@code TRIBUTARY_*} on top. */
    void environment(Map<String, String> environment) {
        new TreeMap<>(environment).forEach((name, text) -> {
            if (name.startsWith("TRIBUTARY_") && !OTHER_VARIABLES.contains(name)) {
                variable(name, text);
            }
        });
    }

    private void variable(String name, String text) {
        Origin origin = new Origin.Variable(name);
        for (Setting<?> setting : SETTINGS.values()) {
            if (setting.variable().equals(name)) {
                values.put(setting.key(), given(setting, text, origin));
                return;
            }
        }
        for (SettingMap<?> map : MAPS.values()) {
            if (name.startsWith(map.variable() + "_")) {
                String entry =
                        map.nameOfVariable().apply(name.substring(map.variable().length() + 1));
                entry(map, entry, Raw.text(text, origin));
                return;
            }
        }
        List<String> known = Stream.concat(SETTINGS.values().stream().map(Setting::variable), OTHER_VARIABLES.stream())
                .toList();
        problem(origin, "", "unknown variable", Closest.to(name, known));
    }

    /** Puts the command line on top. */
    void flags(List<Flag> flags) {
        for (Flag flag : flags) {
            Origin origin = new Origin.Option(flag.name());
            Setting<?> setting = SETTINGS.get(flag.key());
            if (setting != null) {
                values.put(setting.key(), given(setting, flag.value(), origin));
            } else {
                mapOf(flag.key())
                        .ifPresentOrElse(
                                map -> entry(
                                        map,
                                        flag.key().substring(map.prefix().length()),
                                        Raw.text(flag.value(), origin)),
                                () -> unknown(origin, flag.key(), ""));
            }
        }
    }

    private void entry(SettingMap<?> map, String name, Raw value) {
        if (map.equals(KnownSettings.KAFKA_PROPERTIES)) {
            KafkaProperties.complaint(name)
                    .ifPresent(complaint -> problems.add(new Problem(
                            value.origin(), map.prefix() + name, complaint.message(), complaint.suggestion())));
        }
        entries.computeIfAbsent(map.key(), key -> new TreeMap<>()).put(name, value);
    }

    private Raw given(Setting<?> setting, String text, Origin origin) {
        if (!setting.kind().structured()) {
            return Raw.text(text, origin);
        }
        try {
            Optional<Node> node = YamlText.parse(text);
            return node.map(value -> new Raw(value, origin)).orElseGet(() -> Raw.text(text, origin));
        } catch (YamlText.BrokenYaml broken) {
            problem(origin, setting.key(), "not YAML: " + broken.getMessage(), Optional.empty());
            return value(setting);
        }
    }

    private void unknown(Origin origin, String key, String prefix) {
        problem(origin, key, "unknown setting", meant(key, prefix));
    }

    private static Optional<String> meant(String key, String prefix) {
        Set<String> here = Stream.of(SETTINGS.keySet(), MAPS.keySet(), sections())
                .flatMap(Set::stream)
                .filter(known -> known.startsWith(prefix))
                .collect(Collectors.toSet());
        String last = key.substring(prefix.length());
        return Closest.to(
                        last,
                        here.stream()
                                .map(known -> known.substring(prefix.length()))
                                .toList())
                .map(word -> prefix + word)
                .or(() -> elsewhere(last));
    }

    /** A setting of another section whose last word is near. */
    private static Optional<String> elsewhere(String word) {
        Map<String, String> byLastWord = new LinkedHashMap<>();
        Stream.concat(SETTINGS.keySet().stream(), MAPS.keySet().stream())
                .forEach(key -> byLastWord.putIfAbsent(key.substring(key.lastIndexOf('.') + 1), key));
        return Closest.to(word.substring(word.lastIndexOf('.') + 1), byLastWord.keySet())
                .map(byLastWord::get);
    }

    private static Set<String> sections() {
        return Stream.concat(SETTINGS.keySet().stream(), MAPS.keySet().stream())
                .filter(key -> key.contains("."))
                .map(key -> key.substring(0, key.lastIndexOf('.')))
                .collect(Collectors.toSet());
    }

    private static boolean isSection(String key) {
        return Stream.concat(SETTINGS.keySet().stream(), MAPS.keySet().stream())
                .anyMatch(known -> known.startsWith(key + "."));
    }

    private static Optional<SettingMap<?>> mapOf(String key) {
        for (SettingMap<?> map : MAPS.values()) {
            if (key.startsWith(map.prefix())) {
                return Optional.of(map);
            }
        }
        return Optional.empty();
    }

    private static boolean isNull(Node node) {
        return node.getTag().equals(Tag.NULL);
    }

    private void problem(Origin origin, String key, String message, Optional<String> suggestion) {
        problems.add(new Problem(origin, key, message, suggestion));
    }
}
