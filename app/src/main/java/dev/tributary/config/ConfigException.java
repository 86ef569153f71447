package dev.tributary.config;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The configuration is invalid. Carries all problems, not the first alone. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    ConfigException(List<Problem> problems) {
        super(problems.stream()
                .map(problem -> problem.origin().text() + ": " + problem.text())
                .collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** What is wrong, in the order file, environment, command line. */
    public List<Problem> problems() {
        return problems;
    }

    /** What to do about it. */
    public Optional<String> fix() {
        return Optional.of("docs/configuration.md lists every setting; `tributary config validate` checks again");
    }
}
