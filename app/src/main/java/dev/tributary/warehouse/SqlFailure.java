package dev.tributary.warehouse;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the place that an error of SQLite means. Its driver does not say where, only what. */
final class SqlFailure {
    private static final Pattern NEAR = Pattern.compile("near \"(.*)\": .*", Pattern.DOTALL);
    private static final Pattern UNRECOGNIZED = Pattern.compile("unrecognized token: \"(.*)\"", Pattern.DOTALL);
    private static final Pattern NO_SUCH_TABLE = Pattern.compile("no such table: (.*)", Pattern.DOTALL);
    private static final Pattern NO_SUCH_COLUMN =
            Pattern.compile("(?:no such column|ambiguous column name): (.*?)(?: - should this be .*)?", Pattern.DOTALL);
    private static final Pattern FUNCTION = Pattern.compile(
            "(?:no such function: |wrong number of arguments to function |misuse of (?:aggregate|window|aliased aggregate|aggregate function|window function):? )(.*?)(?:\\(\\))?",
            Pattern.DOTALL);

    private final Connection connection;

    SqlFailure(Connection connection) {
        this.connection = connection;
    }

    SqlException explain(SqlText text, String message) {
        try {
            return explained(text, message);
        } catch (SQLException e) {
            return SqlException.of(message);
        }
    }

    private SqlException explained(SqlText text, String message) throws SQLException {
        Optional<String> table = group(NO_SUCH_TABLE, message);
        if (table.isPresent()) {
            return at(place(text, table.get()), message, tables());
        }
        Optional<String> column = group(NO_SUCH_COLUMN, message);
        if (column.isPresent()) {
            return at(place(text, column.get()), message, columnsOf(text));
        }
        Optional<String> function = group(FUNCTION, message);
        if (function.isPresent()) {
            return at(place(text, function.get()), message, List.of());
        }
        if (message.equals("incomplete input")) {
            int end = text.tokens().get(text.tokens().size() - 1).to();
            return new SqlException("the statement is not finished", OptionalInt.of(end), 0, List.of());
        }
        return at(syntaxError(text, message), message, List.of());
    }

    private static SqlException at(Optional<SqlText.Token> token, String message, List<String> candidates) {
        return new SqlException(
                message,
                token.map(found -> OptionalInt.of(found.from())).orElse(OptionalInt.empty()),
                token.map(SqlText.Token::length).orElse(0),
                candidates);
    }

    private static Optional<String> group(Pattern pattern, String message) {
        Matcher matcher = pattern.matcher(message);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** Where a name stands that may be written {@code a.b}: its last part, behind the others. */
    private static Optional<SqlText.Token> place(SqlText text, String name) {
        List<SqlText.Token> tokens = text.tokens();
        for (int i = 0; i < tokens.size(); i++) {
            if (tokens.get(i).names(name)) {
                return Optional.of(tokens.get(i));
            }
        }
        int dot = name.indexOf('.');
        for (int i = 2; dot > 0 && i < tokens.size(); i++) {
            boolean qualified = tokens.get(i - 1).is(".") && tokens.get(i - 2).names(name.substring(0, dot));
            if (qualified && tokens.get(i).names(name.substring(dot + 1))) {
                return Optional.of(tokens.get(i));
            }
        }
        return Optional.empty();
    }

    /**
     * The token at which the parser stopped. The same token may stand at several places; the one is meant where the text
     * cut off right behind it gives the same error, since before it the parser only finds the text unfinished.
     */
    private Optional<SqlText.Token> syntaxError(SqlText text, String message) throws SQLException {
        Optional<String> near = group(NEAR, message).or(() -> group(UNRECOGNIZED, message));
        if (near.isEmpty()) {
            return Optional.empty();
        }
        for (SqlText.Token token : text.tokens()) {
            if (token.text().equals(near.get())
                    && message.equals(error(text.text().substring(0, token.to())))) {
                return Optional.of(token);
            }
        }
        int at = text.text().indexOf(near.get());
        return at < 0
                ? Optional.empty()
                : Optional.of(
                        new SqlText.Token(SqlText.Kind.SIGN, at, at + near.get().length(), near.get()));
    }

    private String error(String sql) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            return "";
        } catch (SQLException e) {
            return WarehouseException.plain(e);
        }
    }

    List<String> tables() throws SQLException {
        return Sql.list(connection, """
                SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')
                  AND name NOT LIKE '\\_%' ESCAPE '\\' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
                ORDER BY name""", row -> row.getString(1));
    }

    List<String> columns(String table) throws SQLException {
        return Sql.list(connection, "SELECT name FROM pragma_table_xinfo(?)", row -> row.getString(1), table);
    }

    /** The columns of the tables that the text names. */
    private List<String> columnsOf(SqlText text) throws SQLException {
        List<String> columns = new ArrayList<>();
        for (String table : tables()) {
            if (text.tokens().stream().anyMatch(token -> token.names(table))) {
                columns.addAll(columns(table));
            }
        }
        return columns.stream().distinct().toList();
    }
}
