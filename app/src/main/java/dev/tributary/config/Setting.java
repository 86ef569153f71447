package dev.tributary.config;

import java.util.Locale;
import java.util.Map;

/**
 * A setting with one value.
 *
 * @param key its name in the file, with dots between the sections
 * @param kind what its value may be
 * @param standard its value when nobody says otherwise, as the file would write it
 * @param description what it does
 */
record Setting<T>(String key, Kind<T> kind, String standard, String description) implements KnownSetting {
    @Override
    public String allowed() {
        return kind.allowed();
    }

    @Override
    public String variable() {
        return variable(key);
    }

    @Override
    public Map<String, Object> schema() {
        return kind.schema();
    }

    static String variable(String key) {
        return "TRIBUTARY_" + key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }
}
