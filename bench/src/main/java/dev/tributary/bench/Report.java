package dev.tributary.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What was measured: a page in Markdown, printed part by part, and the figures by name. Both go to files as they stand whenever asked. */
final class Report {
    private final Map<String, Double> figures = new LinkedHashMap<>();
    private final StringBuilder page = new StringBuilder();

    /** Adds a heading with a line that says what was done, and prints them. */
    void section(String title, String explanation) {
        add(String.format("## %s%n%n%s%n%n", title, explanation));
    }

    /** Adds a table. The first column names the contender. */
    void table(String columns, String rows) {
        String head = "| | " + columns.replace(",", " | ") + " |";
        String rule = "|---" + "|---:".repeat(columns.split(",", -1).length) + "|";
        add(String.format("%s%n%s%n%s%n", head, rule, rows));
    }

    /** Adds a paragraph. */
    void text(String paragraph) {
        add(String.format("%s%n%n", paragraph));
    }

    private void add(String text) {
        page.append(text);
        System.out.print(text);
    }

    /** Keeps a median under the name that it has in the JSON. */
    void figure(String name, double value) {
        figures.put(name, value);
    }

    /** The goals, and what was measured of them so far. */
    String goals() {
        return Goal.table(figures);
    }

    /** Writes what there is so far, so that a run that fails late has not measured for nothing. */
    void save(Optional<Path> pageFile, Optional<Path> jsonFile) throws IOException {
        if (pageFile.isPresent()) {
            Files.writeString(pageFile.get(), goals() + page);
        }
        if (jsonFile.isPresent()) {
            Files.writeString(jsonFile.get(), json());
        }
    }

    private String json() {
        return figures.entrySet().stream()
                .map(figure -> String.format(Locale.ROOT, "\"%s\": %.4g", figure.getKey(), figure.getValue()))
                .collect(Collectors.joining(", ", "{", "}\n"));
    }
}
