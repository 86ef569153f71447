package dev.tributary.config;

/**
 * A setting given on the command line.
 *
 * @param name the option as the user wrote it, with its dashes
 * @param key the setting it stands for
 * @param value what it was given
 */
public record Flag(String name, String key, String value) {}
