package dev.tributary.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** What lies beside these classes in the jar. */
final class Resources {
    private Resources() {}

    static InputStream open(String name) {
        InputStream resource = Resources.class.getResourceAsStream(name);
        if (resource == null) {
            throw new IllegalStateException("the jar lacks dev/tributary/report/" + name);
        }
        return resource;
    }

    static String text(String name) {
        try (InputStream resource = open(name)) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("reading dev/tributary/report/" + name, e);
        }
    }
}
