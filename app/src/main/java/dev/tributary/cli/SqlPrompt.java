package dev.tributary.cli;

import dev.tributary.config.Closest;
import dev.tributary.files.OwnerOnly;
import dev.tributary.warehouse.SqlEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.completer.StringsCompleter;
import org.jline.reader.impl.history.DefaultHistory;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.TerminalBuilder;

/** Statements one after the other from a person, until {@code .quit} or Ctrl-D. */
final class SqlPrompt {
    private static final String FIRST = "tributary> ";
    private static final String MORE = "      ...> ";
    private static final List<String> WORDS = List.of(".tables", ".schema", ".help", ".quit");
    private static final String HELP = """
            A statement may have several lines and ends with a semicolon.
              .tables         the tables and views
              .schema TABLE   a table's columns; without TABLE those of all
              .quit           the end, as Ctrl-D
            Ctrl-C cancels the line, or the query that runs.""";

    private final Session session;
    private final SqlEngine query;
    private final Consumer<String> statement;

    /** A prompt that gives each statement to the consumer. */
    SqlPrompt(Session session, SqlEngine query, Consumer<String> statement) {
        this.session = session;
        this.query = query;
        this.statement = statement;
    }

    void run() throws IOException {
        try (Terminal terminal = TerminalBuilder.builder().dumb(true).build()) {
            terminal.handle(Signal.INT, signal -> query.cancel());
            session.say(query.tables().size() + " tables; .help says more");
            LineReader reader = reader(terminal);
            ask(reader);
            reader.getHistory().save();
        }
    }

    private LineReader reader(Terminal terminal) throws IOException {
        List<String> words = new ArrayList<>(WORDS);
        words.addAll(query.tables());
        LineReader reader = LineReaderBuilder.builder()
                .terminal(terminal)
                .appName("tributary")
                .completer(new StringsCompleter(words))
                .history(new DefaultHistory())
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .build();
        if (session.caller().readsEverything()) {
            // What administrators asked is not for others to see.
            reader.setVariable(LineReader.HISTORY_FILE, historyFile());
        }
        return reader;
    }

    private Path historyFile() throws IOException {
        Path state = session.directory().resolve(".tributary");
        OwnerOnly.createFolders(state);
        return state.resolve("sql_history");
    }

    private void ask(LineReader reader) {
        SqlStatements statements = new SqlStatements();
        while (true) {
            try {
                String line = reader.readLine(statements.open() ? MORE : FIRST);
                if (statements.open() || !line.startsWith(".")) {
                    statements.line(line).ifPresent(this::run);
                } else if (!command(line.strip())) {
                    return;
                }
            } catch (UserInterruptException cancelled) {
                statements.rest();
            } catch (EndOfFileException end) {
                return;
            }
        }
    }

    /** What fails is said, and the prompt goes on. */
    private void run(String sql) {
        try {
            statement.accept(sql);
        } catch (CommandFailedException wrong) {
            new Errors(session).failed(wrong);
        }
        session.out().flush();
    }

    /** False when it was the end. */
    private boolean command(String line) {
        String[] words = line.split("\\s+", 2);
        switch (words[0]) {
            case ".quit", ".exit", ".q" -> {
                return false;
            }
            case ".tables" -> query.tables().forEach(session.out()::println);
            case ".schema" -> schema(words.length > 1 ? Optional.of(words[1]) : Optional.empty());
            case ".help" -> session.out().println(HELP);
            default ->
                session.say("unknown command " + Cells.harmless(words[0])
                        + Closest.to(words[0], WORDS)
                                .map(word -> "; did you mean " + word + "?")
                                .orElse("; .help lists them"));
        }
        session.out().flush();
        return true;
    }

    private void schema(Optional<String> table) {
        for (String name : query.tables()) {
            if (table.map(name::equalsIgnoreCase).orElse(true)) {
                session.out().println(name + " (" + String.join(", ", query.columns(name)) + ")");
            }
        }
    }
}
