package dev.tributary.config;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A setting with any number of named values. Given in the file, they replace the defaults; single ones from the environment
 * and the command line come on top.
 *
 * @param key its name in the file, with dots between the sections
 * @param kind what each value may be
 * @param standards the values when nobody says otherwise
 * @param description what it does
 * @param nameOfVariable makes the name of a value out of what follows {@link #variable()} and {@code _}
 */
record SettingMap<T>(
        String key,
        Kind<T> kind,
        Map<String, String> standards,
        String description,
        Function<String, String> nameOfVariable)
        implements KnownSetting {
    @Override
    public String allowed() {
        return "names, each with " + kind.allowed();
    }

    @Override
    public String standard() {
        return new TreeMap<>(standards)
                .entrySet().stream()
                        .map(entry -> entry.getKey() + ": " + entry.getValue())
                        .collect(Collectors.joining(", ", "{", "}"));
    }

    @Override
    public String variable() {
        return Setting.variable(key);
    }

    @Override
    public Map<String, Object> schema() {
        return Map.of("type", "object", "additionalProperties", kind.schema());
    }

    String prefix() {
        return key + ".";
    }
}
