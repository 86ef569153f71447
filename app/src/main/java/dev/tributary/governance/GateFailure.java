package dev.tributary.governance;

import dev.tributary.warehouse.SqlException;
import dev.tributary.warehouse.SqlText;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** What a user is told when SQLite refuses his statement: what it says of his own text, and nothing else. A message of a kind that is not known here is not passed on. */
final class GateFailure {
    private static final Pattern NO_SUCH_TABLE = Pattern.compile("no such table: (.*)", Pattern.DOTALL);

    /** Kinds of messages that consist of the user's own words and SQLite's. */
    private static final Pattern OF_THE_TEXT = Pattern.compile(
            "near \".*\": syntax error|unrecognized token: \".*\"|incomplete input|no such column: .*|ambiguous column name: .*"
                    + "|no such function: .*|wrong number of arguments to function .*|misuse of .*|.* prohibited in .*"
                    + "|(?:\\d+\\w\\w )?(?:ORDER|GROUP) BY term .*|a GROUP BY clause is required .*|HAVING clause .*|.* is not a function"
                    + "|table .* has \\d+ values for \\d+ columns|SELECTs to the left and right .*|sub-select returns .*"
                    + "|too many .*|Expression tree is too large .*|parser stack overflow|string or blob too big|integer overflow"
                    + "|malformed JSON|bad JSON path: .*|JSON .*|circular reference: .*|recursive .*|duplicate WITH table name: .*"
                    + "|row value misused|no tables specified|ON clause references .*|cannot join using column .*"
                    + "|a NATURAL join may not have .*|LIKE or GLOB pattern too complex|ESCAPE expression must be .*"
                    + "|all VALUES must have the same number of terms|datatype mismatch|query aborted|unknown join type: .*"
                    + "|'.*' is not a function|no such window: .*|frame .*|unsupported frame .*|DISTINCT .*"
                    + "|multiple recursive .*|DISTINCT aggregates must .*|FILTER .*|no such collation sequence: .*",
            Pattern.DOTALL);

    private final Enclosure enclosure;
    private final SqlText text;
    private final SQLException failure;
    private final String message;

    GateFailure(Enclosure enclosure, SqlText text, SQLException failure) {
        this.enclosure = enclosure;
        this.text = text;
        this.failure = failure;
        this.message = words(failure);
    }

    /** SQLite's own words without the driver's frame around them: {@code [CODE] general text (words)}. */
    private static String words(SQLException failure) {
        String framed = String.valueOf(failure.getMessage());
        int from = framed.indexOf(" (");
        return framed.startsWith("[SQLITE_") && from > 0 && framed.endsWith(")")
                ? framed.substring(from + 2, framed.length() - 1)
                : framed;
    }

    /**
     * The failure as the user sees it. A name that he may not read and one that nothing has look the same.
     *
     * @param refused makes the refusal of a name
     * @param interrupted what to say when it was ended from outside
     */
    RuntimeException explained(Function<String, NotPermittedException> refused, String interrupted) {
        if (failure instanceof SQLiteException sqlite && sqlite.getResultCode() == SQLiteErrorCode.SQLITE_INTERRUPT) {
            return SqlException.of(interrupted);
        }
        Optional<String> hidden = enclosure.refusedIn(message).map(this::asWritten);
        if (hidden.isPresent()) {
            return refused.apply(hidden.get());
        }
        Matcher table = NO_SUCH_TABLE.matcher(message);
        if (table.matches() && !enclosure.betrayedBy(message)) {
            return refused.apply(table.group(1));
        }
        boolean harmless = OF_THE_TEXT.matcher(message).matches() && !enclosure.betrayedBy(message);
        return harmless ? place() : SqlException.of("the query cannot be run");
    }

    /** In the user's own letters; a name that he did not write is none of his business. */
    private String asWritten(String name) {
        return text.tokens().stream()
                .map(SqlText.Token::name)
                .filter(name::equalsIgnoreCase)
                .findFirst()
                .orElse("all that this query reads");
    }

    private SqlException place() {
        int colon = message.indexOf(": ");
        String name = colon < 0 ? "" : message.substring(colon + 2);
        String last = name.substring(name.lastIndexOf('.') + 1);
        List<SqlText.Token> tokens = text.tokens();
        return tokens.stream()
                .filter(token -> token.names(last))
                .findFirst()
                .map(token -> SqlException.at(token, message))
                .orElseGet(() -> SqlException.of(message));
    }
}
