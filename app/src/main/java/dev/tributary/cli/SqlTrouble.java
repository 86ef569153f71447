package dev.tributary.cli;

import dev.tributary.config.Closest;
import dev.tributary.warehouse.SqlException;
import java.util.List;
import java.util.Optional;

/** What is wrong with a user's SQL, with a mark under the place. */
final class SqlTrouble {
    private static final int SHOWN = 100;

    private SqlTrouble() {}

    /** The failure of this text. */
    static CommandFailedException in(String sql, SqlException failure) {
        String message = failure.getMessage() + suggestion(sql, failure);
        List<String> marked = failure.position().isPresent()
                ? marked(sql, failure.position().getAsInt(), failure.length())
                : List.of();
        Optional<String> fix = failure.candidates().isEmpty()
                ? Optional.empty()
                : Optional.of("there is " + String.join(", ", failure.candidates()));
        return new CommandFailedException(Exit.FAILED, message, marked, fix);
    }

    private static String suggestion(String sql, SqlException failure) {
        int from = failure.position().orElse(0);
        String word = sql.substring(from, Math.min(sql.length(), from + failure.length()));
        return Closest.to(word, failure.candidates())
                .map(name -> name.equalsIgnoreCase(word)
                        ? "; a table has it, but not one that FROM names here"
                        : "; did you mean " + name + "?")
                .orElse("");
    }

    private static List<String> marked(String sql, int position, int length) {
        int start = sql.lastIndexOf('\n', Math.max(0, position - 1)) + 1;
        start = position < start ? position : start;
        int end = sql.indexOf('\n', position);
        String line = sql.substring(start, end < 0 ? sql.length() : end).replaceAll("\\p{Cntrl}", " ");
        int at = position - start;
        int cut = Math.max(0, at - SHOWN / 2);
        String shown = line.substring(cut, Math.min(line.length(), cut + SHOWN));
        int marks = Math.max(1, Math.min(length, shown.length() - (at - cut)));
        return List.of(shown, " ".repeat(at - cut) + "^".repeat(marks));
    }
}
