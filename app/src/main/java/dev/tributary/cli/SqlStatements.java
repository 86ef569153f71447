package dev.tributary.cli;

import java.util.Optional;

/** Puts lines together until a statement ends with a semicolon. */
final class SqlStatements {
    private final StringBuilder text = new StringBuilder();

    /** Whether a statement has begun and not ended. */
    boolean open() {
        return !text.toString().isBlank();
    }

    /** Takes a line; gives the statement that it ends. */
    Optional<String> line(String line) {
        text.append(line).append('\n');
        return line.stripTrailing().endsWith(";") && !insideQuotes() ? rest() : Optional.empty();
    }

    /** What was begun, whether it has ended or not. */
    Optional<String> rest() {
        String statement = text.toString().strip();
        text.setLength(0);
        return statement.isEmpty() ? Optional.empty() : Optional.of(statement);
    }

    private boolean insideQuotes() {
        return text.chars().filter(c -> c == '\'').count() % 2 == 1;
    }
}
