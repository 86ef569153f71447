package dev.tributary.governance;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A statement with which somebody tries to read what he may not.
 *
 * @param kind what kind of attempt it is
 * @param expected what has to come of it
 * @param sql the statement
 */
record Attack(String kind, String expected, String sql) {
    /** All that are kept. */
    static List<Attack> all() {
        try (InputStream in = Attack.class.getResourceAsStream("attacks.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" \\| ?", 3))
                    .map(parts -> new Attack(parts[0], parts[1], spelled(parts[2])))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String spelled(String text) {
        StringBuilder result = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char next = text.charAt(i) == '\\' && i + 1 < text.length() ? text.charAt(++i) : 0;
            switch (next) {
                case 'n' -> result.append('\n');
                case 't' -> result.append('\t');
                case '0' -> result.append('\0');
                case 'u' -> {
                    result.append((char) Integer.parseInt(text.substring(i + 1, i + 5), 16));
                    i += 4;
                }
                default -> result.append(text.charAt(i));
            }
        }
        return result.toString();
    }
}
