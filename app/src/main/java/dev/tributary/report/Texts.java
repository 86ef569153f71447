package dev.tributary.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.Set;

/** The words of a report in one language. A text may hold {@code {0}}, {@code {1}} and so on for what is put in. */
final class Texts {
    private final Properties texts;
    private final Language language;

    private Texts(Properties texts, Language language) {
        this.texts = texts;
        this.language = language;
    }

    static Texts in(Language language) {
        String name = language.code() + ".properties";
        Properties texts = new Properties();
        try (InputStream file = Resources.open(name)) {
            texts.load(new InputStreamReader(file, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("reading the report's texts " + name, e);
        }
        return new Texts(texts, language);
    }

    Set<String> keys() {
        return texts.stringPropertyNames();
    }

    boolean has(String key) {
        return texts.containsKey(key);
    }

    String text(String key, Object... values) {
        String text = texts.getProperty(key);
        if (text == null) {
            throw new IllegalArgumentException("the report has no text " + key + " in " + language);
        }
        for (int i = 0; i < values.length; i++) {
            text = text.replace("{" + i + "}", values[i].toString());
        }
        return text;
    }

    /** The text for a number of things: {@code key.one} or {@code key.many}; in French none is singular as well. */
    String counted(String key, long number, Object... values) {
        boolean one = number == 1 || (number == 0 && language == Language.FR);
        return text(key + (one ? ".one" : ".many"), values);
    }
}
