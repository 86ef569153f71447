package dev.tributary.cli;

import dev.tributary.config.Settings;
import dev.tributary.lake.LakeLayout;
import dev.tributary.lake.LakeReader;
import dev.tributary.warehouse.SqlEngine;
import dev.tributary.warehouse.SqlException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "sql",
        description =
                "Ask the warehouse, or the lake: one statement, a file of them, or a prompt. Only statements that read.",
        footer = {
            "tributary sql \"select STATUS, count(*) from TRANSACTIONS_SECURE group by 1\"",
            "tributary sql -f report.sql -o csv > report.csv",
            "tributary sql --engine duckdb \"select country, sum(amount_usd) from transactions_usd group by 1\"",
            "tributary sql                      # a prompt; .help there"
        })
final class SqlCommand implements Callable<Integer>, OpenToUsers {
    private static final long ROWS_OF_A_TABLE = 1_000;
    private static final Duration LONGEST = Duration.ofDays(1);

    private final Session session;

    @Parameters(
            paramLabel = "SQL",
            arity = "0..1",
            description = "The statement. Without it and without a terminal, statements are read from standard input.")
    private @Nullable String statement;

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "Read the statements, each ending with a semicolon, from this file.")
    private @Nullable Path file;

    @Option(
            names = "--limit",
            paramLabel = "ROWS",
            description = "Print at most so many rows. Default: 1000 in a table, else all.")
    private @Nullable Long limit;

    @Option(
            names = "--engine",
            paramLabel = "ENGINE",
            description =
                    "What answers: sqlite, the warehouse (default); or duckdb, straight on the lines of the lake.")
    private Engine engine = Engine.SQLITE;

    /** What answers. */
    enum Engine {
        SQLITE,
        DUCKDB;

        /** As users write it. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    SqlCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        if (statement != null && file != null) {
            throw CommandFailedException.usage("give a statement or --file, not both", "tributary sql --help");
        }
        Settings settings = session.settings();
        if (engine == Engine.DUCKDB) {
            try (LakeReader lake = LakeReader.open(new LakeLayout(settings.lake()))) {
                askAndClose(session.access(settings).lake(lake));
            }
        } else {
            askAndClose(session.access(settings).query());
        }
        return Exit.DONE;
    }

    private void askAndClose(SqlEngine opened) throws IOException {
        try (SqlEngine query = opened;
                Stop.Registration stopping = session.stop().onRequest(query::cancel)) {
            ask(query);
        }
    }

    private void ask(SqlEngine query) throws IOException {
        if (statement != null) {
            run(query, statement);
        } else if (file != null) {
            try (BufferedReader lines =
                    Files.newBufferedReader(session.shell().directory().resolve(file))) {
                runAll(query, lines);
            }
        } else if (session.shell().terminal()) {
            new SqlPrompt(session, query, sql -> run(query, sql)).run();
        } else {
            Reader in = new InputStreamReader(session.shell().in(), StandardCharsets.UTF_8);
            runAll(query, new BufferedReader(in));
        }
    }

    private void runAll(SqlEngine query, BufferedReader lines) throws IOException {
        SqlStatements statements = new SqlStatements();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            statements.line(line).ifPresent(sql -> run(query, sql));
        }
        statements.rest().ifPresent(sql -> run(query, sql));
    }

    private void run(SqlEngine query, String sql) {
        long most = Optional.ofNullable(limit)
                .orElse(session.options().format() == Format.TABLE ? ROWS_OF_A_TABLE : Long.MAX_VALUE);
        boolean more;
        long shown;
        try (SqlRows rows = new SqlRows(session)) {
            more = query.run(sql, most, LONGEST, rows);
            shown = rows.count();
        } catch (SqlException failure) {
            throw SqlTrouble.in(sql, failure);
        }
        if (more) {
            session.say("only the first " + Cells.text(shown, Column.Align.COUNT)
                    + " rows are shown; --limit shows more, -o csv, json or ndjson all");
        }
    }
}
