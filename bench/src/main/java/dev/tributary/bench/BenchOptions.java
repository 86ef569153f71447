package dev.tributary.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * What the command line asks for.
 *
 * @param quick whether to measure with less data
 * @param help whether to explain the command and measure nothing
 * @param only the names of the sections to measure, all when empty
 * @param json where the medians go as JSON
 * @param page where the tables go, those of the goals first
 * @param plots the folder where the plots go; without one, nothing is plotted
 */
record BenchOptions(
        boolean quick,
        boolean help,
        List<String> only,
        Optional<Path> json,
        Optional<Path> page,
        Optional<Path> plots) {
    BenchOptions {
        only = List.copyOf(only);
    }

    /**
     * Reads the command line.
     *
     * @throws IllegalArgumentException when an option or a section is unknown
     */
    static BenchOptions parse(List<String> args, List<String> sections) {
        boolean quick = false;
        boolean help = false;
        List<String> only = new ArrayList<>();
        Optional<Path> json = Optional.empty();
        Optional<Path> page = Optional.empty();
        Optional<Path> plots = Optional.empty();
        for (Iterator<String> rest = args.iterator(); rest.hasNext(); ) {
            String option = rest.next();
            switch (option) {
                case "--quick" -> quick = true;
                case "--help", "-h" -> help = true;
                case "--only" -> only.addAll(List.of(value(option, rest).split(",", -1)));
                case "--json" -> json = Optional.of(Path.of(value(option, rest)));
                case "--page" -> page = Optional.of(Path.of(value(option, rest)));
                case "--plots" -> plots = Optional.of(Path.of(value(option, rest)));
                default -> throw new IllegalArgumentException("unknown option " + option);
            }
        }
        for (String name : only) {
            if (!sections.contains(name)) {
                throw new IllegalArgumentException("--only " + name + ": there is " + String.join(", ", sections));
            }
        }
        return new BenchOptions(quick, help, only, json, page, plots);
    }

    boolean wants(Section section) {
        return only.contains(section.name()) || (only.isEmpty() && (plots.isPresent() || !section.onlyForPlots()));
    }

    private static String value(String option, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return rest.next();
    }
}
