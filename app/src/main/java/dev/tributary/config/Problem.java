package dev.tributary.config;

import java.util.Optional;

/**
 * One thing that is wrong with the configuration.
 *
 * @param origin where
 * @param key the setting; blank when it is about no single one
 * @param message what is wrong with which value, and what is allowed
 * @param suggestion what was probably meant
 */
public record Problem(Origin origin, String key, String message, Optional<String> suggestion) {
    /** The key, what is wrong and what was probably meant, on one line and without the origin. */
    public String text() {
        return (key.isBlank() ? "" : key + ": ")
                + message
                + suggestion.map(word -> "; did you mean " + word + "?").orElse("");
    }
}
