package dev.tributary.bench;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What was measured: a page in Markdown, printed part by part, and the figures by name. */
final class Report {
    private final Map<String, Double> figures = new LinkedHashMap<>();

    /** Adds a heading with a line that says what was done, and prints them. */
    void section(String title, String explanation) {
        System.out.printf("## %s%n%n%s%n%n", title, explanation);
    }

    /** Adds a table. The first column names the contender. */
    void table(String columns, String rows) {
        String head = "| | " + columns.replace(",", " |") + " |";
        String rule = "|---" + "|---:".repeat(columns.split(",", -1).length) + "|";
        System.out.printf("%s%n%s%n%s%n", head, rule, rows);
    }

    /** Adds a paragraph. */
    void text(String paragraph) {
        System.out.printf("%s%n%n", paragraph);
    }

    /** Keeps a median under the name that it has in the JSON. */
    void figure(String name, double value) {
        figures.put(name, value);
    }

    /** The figures as one JSON object. */
    String json() {
        return figures.entrySet().stream()
                .map(figure -> String.format(Locale.ROOT, "\"%s\": %.4g", figure.getKey(), figure.getValue()))
                .collect(Collectors.joining(", ", "{", "}\n"));
    }
}
