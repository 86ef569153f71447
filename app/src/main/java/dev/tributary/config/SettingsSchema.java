package dev.tributary.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The JSON Schema of {@code tributary.yaml}, for editors. */
public final class SettingsSchema {
    private SettingsSchema() {}

    /** The schema as maps, lists, texts and numbers. */
    public static Map<String, Object> schema() {
        Map<String, Object> root = section("Settings of Tributary");
        root.put("$schema", "http://json-schema.org/draft-07/schema#");
        KnownSettings.all().forEach(setting -> place(root, setting));
        return root;
    }

    private static void place(Map<String, Object> root, KnownSetting setting) {
        String[] names = setting.key().split("\\.", -1);
        Map<String, Object> section = root;
        for (int i = 0; i < names.length - 1; i++) {
            String name = names[i];
            section = within(section, name);
        }
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("description", setting.description() + " Default: " + setting.standard());
        value.putAll(setting.schema());
        properties(section).put(names[names.length - 1], value);
    }

    private static Map<String, Object> within(Map<String, Object> section, String name) {
        return asMap(properties(section).computeIfAbsent(name, missing -> section("Section " + missing)));
    }

    private static Map<String, Object> properties(Map<String, Object> section) {
        return asMap(section.computeIfAbsent("properties", missing -> new LinkedHashMap<String, Object>()));
    }

    private static Map<String, Object> section(String title) {
        Map<String, Object> section = new LinkedHashMap<>();
        section.put("title", title);
        section.put("type", List.of("object", "null"));
        section.put("additionalProperties", false);
        return section;
    }

    @SuppressWarnings("unchecked") // every map in here was made in here
    private static Map<String, Object> asMap(Object value) {
        return (Map<String, Object>) value;
    }
}
