package dev.tributary.governance;

import dev.tributary.warehouse.Sql;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a user sees in place of a column's values. The text forms are part of the table {@code permissions}. */
sealed interface Mask {
    /** The mask as users write it. */
    String text();

    /** The SQL that makes the masked value of an expression. */
    String expression(String value);

    /** Nothing: every value is NULL. */
    record Hide() implements Mask {
        @Override
        public String text() {
            return "hide";
        }

        @Override
        public String expression(String value) {
            return "NULL";
        }
    }

    /** That there is a value, and no more. */
    record Redact() implements Mask {
        @Override
        public String text() {
            return "redact";
        }

        @Override
        public String expression(String value) {
            return "CASE WHEN " + value + " IS NOT NULL THEN '***' END";
        }
    }

    /**
     * The first characters alone.
     *
     * @param characters how many, from 1 to 32
     */
    record First(int characters) implements Mask {
        @Override
        public String text() {
            return "first:" + characters;
        }

        @Override
        public String expression(String value) {
            return "CASE WHEN " + value + " IS NOT NULL THEN substr(CAST(" + value + " AS TEXT), 1, " + characters
                    + ") || '***' END";
        }
    }

    /** What users may write, for messages. */
    String FORMS = "hide, redact or first:N";

    /** The strictest first: when two grants mask one column, the first of them in this order counts. */
    static Mask stricter(Mask one, Mask other) {
        if (one instanceof First first && other instanceof First second) {
            return first.characters() <= second.characters() ? first : second;
        }
        return rank(one) <= rank(other) ? one : other;
    }

    private static int rank(Mask mask) {
        return mask instanceof Hide ? 0 : mask instanceof Redact ? 1 : 2;
    }

    /** The mask that a text means; empty when it means none. */
    static Optional<Mask> parse(String text) {
        String word = text.toLowerCase(Locale.ROOT);
        if (word.equals("hide")) {
            return Optional.of(new Hide());
        }
        if (word.equals("redact")) {
            return Optional.of(new Redact());
        }
        Matcher first = Pattern.compile("first:([1-9]|[12]\\d|3[0-2])").matcher(word);
        return first.matches() ? Optional.of(new First(Integer.parseInt(first.group(1)))) : Optional.empty();
    }

    /** A column of a table, as SQL takes it. */
    static String column(String table, String column) {
        return Sql.quoted(table) + "." + Sql.quoted(column);
    }
}
