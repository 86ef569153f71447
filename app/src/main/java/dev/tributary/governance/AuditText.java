package dev.tributary.governance;

import dev.tributary.warehouse.SqlText;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * The text of a statement as it may stand in the audit trail. Comments go; keywords and the names that the warehouse knows stay; everything else, which
 * may be somebody's id, name or address, is replaced by its digest: literals, numbers of more than three digits, and any word that nobody knows.
 */
final class AuditText {
    private static final int HARMLESS_DIGITS = 3;
    private static final int MOST_CHARACTERS = 4_000;

    private static final Set<String> KEYWORDS = Set.of(("all and as asc between by case cast collate cross current_date"
                    + " current_time current_timestamp default desc distinct else end escape except exclude exists explain false"
                    + " filter first following from full glob group groups having if in indexed inner intersect into is isnull"
                    + " join last left like limit match materialized natural no not nothing notnull null nulls of offset on or"
                    + " order others outer over partition plan preceding query range recursive regexp right row rows select"
                    + " set ties then true unbounded union using values when where window with without rowid integer text real"
                    + " numeric blob insert update delete replace create drop alter table view index trigger attach detach"
                    + " pragma vacuum begin commit rollback savepoint release analyze reindex temp temporary main to backup"
                    + " restore database")
            .split(" "));

    private AuditText() {}

    /**
     * The text without what may identify somebody.
     *
     * @param known the names of tables, columns and functions, in lower case
     * @param digest what stands for a value
     */
    static String of(String sql, Set<String> known, UnaryOperator<String> digest) {
        List<SqlText.Token> tokens = SqlText.of(sql).tokens();
        StringJoiner text = new StringJoiner(" ");
        for (int i = 0; i < tokens.size(); i++) {
            boolean fraction = isPoint(tokens, i - 1) || isPoint(tokens, i + 1);
            text.add(shown(tokens.get(i), fraction, known, digest));
        }
        String whole = text.toString();
        return whole.length() <= MOST_CHARACTERS
                ? whole
                : whole.substring(0, MOST_CHARACTERS) + " … " + whole.length() + " characters " + digest.apply(sql);
    }

    /** An expression whose names an administrator chose: its words stay, texts and longer numbers go. */
    static String withoutLiterals(String sql, UnaryOperator<String> digest) {
        Set<String> words = SqlText.of(sql).tokens().stream()
                .filter(token -> token.kind() == SqlText.Kind.WORD
                        || (token.kind() == SqlText.Kind.QUOTED && token.text().charAt(0) != '\''))
                .map(token -> token.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        return of(sql, words, digest);
    }

    private static boolean isPoint(List<SqlText.Token> tokens, int index) {
        return index >= 0 && index < tokens.size() && tokens.get(index).is(".");
    }

    private static String shown(
            SqlText.Token token, boolean fraction, Set<String> known, UnaryOperator<String> digest) {
        boolean harmless = switch (token.kind()) {
            case SIGN -> token.text().charAt(0) > ' ' && token.text().charAt(0) < 0x7f;
            case WORD -> {
                String word = token.text().toLowerCase(Locale.ROOT);
                yield KEYWORDS.contains(word) || known.contains(word);
            }
            case QUOTED ->
                token.text().charAt(0) != '\'' && known.contains(token.name().toLowerCase(Locale.ROOT));
            case NUMBER -> !fraction && token.text().matches("\\d{1," + HARMLESS_DIGITS + "}");
            case UNTERMINATED -> false;
        };
        return harmless ? token.text() : digest.apply(token.name());
    }
}
