package dev.tributary.warehouse;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The text of a statement, cut into tokens as SQLite cuts it. */
public final class SqlText {
    /** What a token is. */
    public enum Kind {
        /** A keyword or a bare name. */
        WORD,
        /** In quotes of any kind. */
        QUOTED,
        /** Begins with a digit. */
        NUMBER,
        /** One character. */
        SIGN,
        /** Begins with a quote that is never closed. */
        UNTERMINATED
    }

    /**
     * A part of the text that is neither space nor comment.
     *
     * @param kind what it is
     * @param from its first character
     * @param to the character after it
     * @param text as it is written
     */
    public record Token(Kind kind, int from, int to, String text) {
        int length() {
            return to - from;
        }

        /** Whether it is this word or sign, in any case of letters. */
        public boolean is(String word) {
            return kind == Kind.WORD ? text.equalsIgnoreCase(word) : kind == Kind.SIGN && text.equals(word);
        }

        /** What it names, without quotes. */
        public String name() {
            if (kind != Kind.QUOTED) {
                return text;
            }
            char quote = text.charAt(text.length() - 1);
            String doubled = String.valueOf(quote) + quote;
            return text.substring(1, text.length() - 1).replace(doubled, String.valueOf(quote));
        }

        /** Whether it is an identifier for that name; text in single quotes is none. */
        public boolean names(String other) {
            boolean identifier = kind == Kind.WORD || (kind == Kind.QUOTED && text.charAt(0) != '\'');
            return identifier && name().equalsIgnoreCase(other);
        }
    }

    private static final Set<String> READING = Set.of("SELECT", "WITH", "VALUES");
    private static final Set<String> WRITING = Set.of("INSERT", "UPDATE", "DELETE", "REPLACE");
    private static final String ALLOWED =
            "only statements that read are allowed: SELECT, WITH, VALUES, EXPLAIN QUERY PLAN";

    /** SQLite takes it for a space wherever a token may begin. */
    private static final char BYTE_ORDER_MARK = '\ufeff';

    private final String text;
    private final List<Token> tokens;

    private SqlText(String text, List<Token> tokens) {
        this.text = text;
        this.tokens = tokens;
    }

    /** Cuts a text, whatever it is. */
    public static SqlText of(String text) {
        List<Token> tokens = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int to = gapEnd(text, at);
            if (to == at) {
                Token token = token(text, at);
                tokens.add(token);
                to = token.to();
            }
            at = to;
        }
        return new SqlText(text, List.copyOf(tokens));
    }

    /** The whole text. */
    public String text() {
        return text;
    }

    /** Its tokens, in order. */
    public List<Token> tokens() {
        return tokens;
    }

    /**
     * Refuses everything but one statement that reads.
     *
     * @throws SqlException with the place of what is refused
     */
    public void requireOneReading() {
        if (tokens.isEmpty() || tokens.get(0).is(";")) {
            throw SqlException.of("there is no SQL to run");
        }
        requireReading(statementStart());
        secondStatement().ifPresent(token -> {
            throw SqlException.at(token, "only one statement at a time is allowed");
        });
    }

    private int statementStart() {
        if (!tokens.get(0).is("EXPLAIN")) {
            return 0;
        }
        return is(1, "QUERY") && is(2, "PLAN") ? 3 : 1;
    }

    private void requireReading(int start) {
        if (start >= tokens.size()) {
            throw SqlException.at(tokens.get(start - 1), "there is nothing to explain");
        }
        Token first = tokens.get(start);
        if (first.kind() != Kind.WORD || !READING.contains(first.text().toUpperCase(Locale.ROOT))) {
            throw SqlException.at(first, ALLOWED);
        }
        if (first.is("WITH")) {
            requireReadingAfterWith(start + 1);
        }
    }

    /** The verb of a WITH is the first one outside all parentheses. */
    private void requireReadingAfterWith(int start) {
        int depth = 0;
        for (Token token : tokens.subList(start, tokens.size())) {
            depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
            String word = token.kind() == Kind.WORD ? token.text().toUpperCase(Locale.ROOT) : "";
            if (depth == 0 && (word.equals("SELECT") || word.equals("VALUES"))) {
                return;
            }
            if (depth == 0 && WRITING.contains(word)) {
                throw SqlException.at(token, ALLOWED);
            }
        }
    }

    private Optional<Token> secondStatement() {
        boolean ended = false;
        for (Token token : tokens) {
            if (ended && !token.is(";")) {
                return Optional.of(token);
            }
            ended |= token.is(";");
        }
        return Optional.empty();
    }

    private boolean is(int index, String word) {
        return index < tokens.size() && tokens.get(index).is(word);
    }

    /** The end of the space or comment that starts here; the same place when there is none. */
    private static int gapEnd(String text, int at) {
        if (isSpace(text.charAt(at))) {
            return at + 1;
        }
        if (text.startsWith("--", at)) {
            int end = text.indexOf('\n', at);
            return end < 0 ? text.length() : end + 1;
        }
        if (text.startsWith("/*", at)) {
            int end = text.indexOf("*/", at + 2);
            return end < 0 ? text.length() : end + 2;
        }
        return at;
    }

    private static Token token(String text, int from) {
        char first = text.charAt(from);
        return switch (first) {
            case '\'', '"', '`' -> quoted(text, from, first);
            case '[' -> quoted(text, from, ']');
            default -> {
                if (isWord(first) && !isDigit(first)) {
                    yield plain(Kind.WORD, text, from);
                }
                yield isDigit(first)
                        ? plain(Kind.NUMBER, text, from)
                        : new Token(Kind.SIGN, from, from + 1, String.valueOf(first));
            }
        };
    }

    private static Token quoted(String text, int from, char quote) {
        int at = from + 1;
        while (at < text.length()) {
            if (text.charAt(at) != quote) {
                at++;
            } else if (quote != ']' && at + 1 < text.length() && text.charAt(at + 1) == quote) {
                at += 2;
            } else {
                return new Token(Kind.QUOTED, from, at + 1, text.substring(from, at + 1));
            }
        }
        return new Token(Kind.UNTERMINATED, from, text.length(), text.substring(from));
    }

    private static Token plain(Kind kind, String text, int from) {
        int to = from + 1;
        while (to < text.length() && isWord(text.charAt(to))) {
            to++;
        }
        return new Token(kind, from, to, text.substring(from, to));
    }

    private static boolean isWord(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || isDigit(c) || c == '_' || c == '$' || c >= 0x80;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isSpace(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r' && c != 0x0b) || c == BYTE_ORDER_MARK;
    }
}
