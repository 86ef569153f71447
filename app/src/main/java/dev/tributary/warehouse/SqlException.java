package dev.tributary.warehouse;

import java.util.List;
import java.util.OptionalInt;

/** A user's SQL failed. The message is in SQLite's words, or says what is not allowed here. */
public class SqlException extends RuntimeException {
    private final OptionalInt position;
    private final int length;
    private final List<String> candidates;

    SqlException(String message, OptionalInt position, int length, List<String> candidates) {
        super(message);
        this.position = position;
        this.length = length;
        this.candidates = List.copyOf(candidates);
    }

    /** What is wrong stands at this token. */
    public static SqlException at(SqlText.Token token, String message) {
        return new SqlException(message, OptionalInt.of(token.from()), token.length(), List.of());
    }

    /** What is wrong is the whole of it. */
    public static SqlException of(String message) {
        return new SqlException(message, OptionalInt.empty(), 0, List.of());
    }

    /** The index in the text where the trouble is, counted in characters; empty when SQLite does not say. */
    public OptionalInt position() {
        return position;
    }

    /** How many characters from the position on are meant. */
    public int length() {
        return length;
    }

    /** Where a name is unknown: the names of that kind that there are. */
    public List<String> candidates() {
        return candidates;
    }
}
