package dev.tributary.governance;

import dev.tributary.warehouse.SqlText;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which rows a user sees: an SQL expression over the columns of the row. It cannot look into any table, and a name in it is a column or nothing: SQLite
 * would take a misspelt one in double quotes for a text and let every row pass.
 *
 * @param sql the expression, in its checked form
 */
public record RowFilter(String sql) {
    private static final int MOST_CHARACTERS = 2_000;

    private static final Set<String> FORBIDDEN = Set.of(
            "select",
            "with",
            "values",
            "exists",
            "raise",
            "over",
            "match",
            "from",
            "union",
            "except",
            "intersect",
            "attach",
            "pragma",
            "limit",
            "order",
            "group",
            "having",
            "window");

    /**
     * The filter that a text means.
     *
     * @throws GovernanceException when the text is no expression of that kind
     */
    public static RowFilter of(String text) {
        List<SqlText.Token> tokens = SqlText.of(text).tokens();
        if (tokens.isEmpty() || text.length() > MOST_CHARACTERS) {
            throw wrong("is empty or longer than " + MOST_CHARACTERS + " characters");
        }
        int depth = 0;
        StringBuilder checked = new StringBuilder();
        for (int i = 0; i < tokens.size(); i++) {
            SqlText.Token token = tokens.get(i);
            depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
            if (depth < 0) {
                throw wrong("closes a parenthesis that was not opened");
            }
            requireHarmless(token);
            requireList(tokens, i);
            boolean apart = i > 0 && tokens.get(i - 1).to() < token.from();
            checked.append(apart ? " " : "").append(written(token));
        }
        if (depth != 0) {
            throw wrong("opens a parenthesis that is not closed");
        }
        return new RowFilter(checked.toString());
    }

    private static void requireHarmless(SqlText.Token token) {
        switch (token.kind()) {
            case UNTERMINATED -> throw wrong("has a quote that is not closed");
            case SIGN -> {
                if (";?:@$#{}".contains(token.text()) || token.text().charAt(0) < ' ') {
                    throw wrong("must not contain '" + token.text() + "'");
                }
            }
            case WORD -> {
                if (FORBIDDEN.contains(token.text().toLowerCase(Locale.ROOT))) {
                    throw wrong("must not contain " + token.text().toUpperCase(Locale.ROOT));
                }
            }
            case QUOTED, NUMBER -> {
                return;
            }
        }
    }

    /** {@code x IN table} would read a table. */
    private static void requireList(List<SqlText.Token> tokens, int index) {
        boolean list = index + 1 < tokens.size() && tokens.get(index + 1).is("(");
        if (tokens.get(index).is("IN") && !list) {
            throw wrong("must have a list in parentheses behind IN");
        }
    }

    /** A name in back quotes is a name, whatever it is; one in double quotes is a text when there is no such column. */
    private static String written(SqlText.Token token) {
        boolean name = token.kind() == SqlText.Kind.QUOTED && token.text().charAt(0) != '\'';
        return name ? '`' + token.name().replace("`", "``") + '`' : token.text();
    }

    private static GovernanceException wrong(String how) {
        return new GovernanceException(
                "the row filter " + how, "give an expression over the columns, such as --where \"COUNTRY = 'France'\"");
    }
}
