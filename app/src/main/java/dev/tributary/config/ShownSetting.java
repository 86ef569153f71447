package dev.tributary.config;

/**
 * A setting as {@code config show} prints it.
 *
 * @param key its name
 * @param value its value on one line; stars for a secret
 * @param origin where the value comes from
 */
public record ShownSetting(String key, String value, Origin origin) {}
