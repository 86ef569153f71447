package dev.tributary.cli;

import dev.tributary.config.Closest;
import dev.tributary.warehouse.NamedQueries;
import dev.tributary.warehouse.NamedQuery;
import dev.tributary.warehouse.QueryResult;
import dev.tributary.warehouse.SqlEngine;
import dev.tributary.warehouse.SqlException;
import dev.tributary.warehouse.SqlValue;
import dev.tributary.warehouse.WarehouseException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "run",
        description = "Answer a question that has a name, or all of them; beside each total stands its completed part.",
        footer = {
            "tributary query run --all",
            "tributary query run top-users -o csv",
            "tributary query run top-users --sql       # only print the SQL",
            "tributary query run top-users --from rows # ask every row"
        })
final class QueryRunCommand implements Callable<Integer>, OpenToUsers {
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final long ALL_ROWS = 1_000_000;

    /** What a question is asked of, in the letters of the command line. */
    enum Source {
        ROWS,
        SUMMARIES;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** An answer and where it is from. */
    private record Answer(Source from, QueryResult result) {}

    private final Session session;

    @Parameters(paramLabel = "NAME", arity = "0..1", description = "The question, as `query list` names it.")
    private @Nullable String name;

    @Option(names = "--all", description = "All questions.")
    private boolean all;

    @Option(names = "--sql", description = "Print the SQL instead of running it.")
    private boolean sqlOnly;

    @Option(
            names = "--from",
            paramLabel = "rows|summaries",
            description =
                    "What is asked: every row, or the summaries that the load keeps up, which takes the same time however many rows there are."
                            + " Without it the summaries, unless they are not exact.")
    private @Nullable Source from;

    QueryRunCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        List<NamedQuery> queries = chosen();
        if (sqlOnly) {
            Source asked = from == null ? Source.ROWS : from;
            queries.forEach(
                    query -> session.out().println("-- " + query.description() + "\n" + sql(query, asked) + ";"));
            return Exit.DONE;
        }
        try (SqlEngine warehouse = session.access(session.settings()).query();
                Stop.Registration stopping = session.stop().onRequest(warehouse::cancel)) {
            List<NamedQuery> answerable = answerable(queries, warehouse);
            print(answerable, warehouse);
            session.next("tributary sql");
            return answerable.size() == queries.size() ? Exit.DONE : Exit.PARTIAL;
        }
    }

    /** The queries whose tables are loaded; the others are named, or the only reason to fail. */
    private List<NamedQuery> answerable(List<NamedQuery> queries, SqlEngine warehouse) {
        List<NamedQuery> answerable = new ArrayList<>();
        List<WarehouseException> missing = new ArrayList<>();
        for (NamedQuery query : queries) {
            try {
                NamedQueries.requireLoaded(warehouse, query);
                answerable.add(query);
            } catch (WarehouseException notLoaded) {
                missing.add(notLoaded);
            }
        }
        if (answerable.isEmpty()) {
            throw missing.get(0);
        }
        missing.forEach(notLoaded -> session.shell().err().println(notLoaded.getMessage()));
        return answerable;
    }

    private List<NamedQuery> chosen() {
        if (all == (name != null)) {
            throw CommandFailedException.usage("give the name of one question, or --all", "tributary query list");
        }
        if (all
                && session.options().format() == Format.CSV
                && NamedQueries.all().size() > 1) {
            throw CommandFailedException.usage(
                    "the answers have different columns, which one csv cannot hold",
                    "name one question, or use -o json or ndjson");
        }
        return name == null ? NamedQueries.all() : List.of(find(name));
    }

    private static NamedQuery find(String wanted) {
        List<String> names = NamedQueries.all().stream().map(NamedQuery::name).toList();
        return NamedQueries.all().stream()
                .filter(query -> query.name().equalsIgnoreCase(wanted))
                .findFirst()
                .orElseThrow(() -> new CommandFailedException(
                        Exit.FAILED,
                        "there is no query " + wanted
                                + Closest.to(wanted, names)
                                        .map(near -> "; did you mean " + near + "?")
                                        .orElse(""),
                        Optional.of("tributary query list")));
    }

    private void print(List<NamedQuery> queries, SqlEngine warehouse) {
        switch (session.options().format()) {
            case TABLE -> queries.forEach(query -> printTable(query, answer(query, warehouse)));
            case JSON -> printJson(queries, warehouse);
            case NDJSON, CSV -> queries.forEach(query -> printLines(query, answer(query, warehouse)));
        }
    }

    private Answer answer(NamedQuery query, SqlEngine warehouse) {
        Source asked = source(query, warehouse);
        String sql = sql(query, asked);
        try {
            return new Answer(asked, warehouse.run(sql, ALL_ROWS, LONGEST));
        } catch (SqlException failure) {
            throw SqlTrouble.in(sql, failure);
        }
    }

    private static String sql(NamedQuery query, Source asked) {
        return asked == Source.ROWS ? query.sql() : query.summarySql();
    }

    /** The summaries when they are exact or wanted; wanted ones that are not exact are refused. */
    private Source source(NamedQuery query, SqlEngine warehouse) {
        if (from == Source.ROWS) {
            return Source.ROWS;
        }
        Optional<String> doubt = NamedQueries.doubt(warehouse, query);
        if (doubt.isPresent() && from == Source.SUMMARIES) {
            throw new CommandFailedException(
                    Exit.FAILED,
                    "query " + query.name() + " has no exact summary: " + query.table() + ": " + doubt.get(),
                    Optional.of("ask the rows: tributary query run " + query.name() + " --from rows"));
        }
        return doubt.isPresent() ? Source.ROWS : Source.SUMMARIES;
    }

    private void printTable(NamedQuery query, Answer given) {
        QueryResult answer = given.result();
        session.out()
                .println(session.colours().strong(query.name()) + "   " + query.description() + "   (from "
                        + given.from() + ")");
        List<Column> columns = answer.columns().stream()
                .map(title -> new Column(title, title.replace('_', ' '), Column.Align.BY_VALUE))
                .toList();
        List<Column> counted = columns.stream()
                .map(column -> isNumber(answer, columns.indexOf(column))
                        ? new Column(column.name(), column.title(), Column.Align.COUNT)
                        : column)
                .toList();
        try (Rows rows = session.rows(counted)) {
            answer.rows().forEach(row -> rows.add(money(row)));
        }
        session.out().println();
    }

    private static boolean isNumber(QueryResult answer, int column) {
        return answer.rows().stream()
                .map(row -> row.get(column))
                .allMatch(value -> value instanceof SqlValue.Whole || value instanceof SqlValue.Real);
    }

    /** Amounts to the cent. */
    private static List<@Nullable Object> money(List<SqlValue> row) {
        List<@Nullable Object> shown = new ArrayList<>();
        for (Object value : SqlRows.plain(row)) {
            shown.add(
                    value instanceof Double amount && Double.isFinite(amount)
                            ? new BigDecimal(amount.toString()).setScale(2, RoundingMode.HALF_UP)
                            : value);
        }
        return shown;
    }

    private void printJson(List<NamedQuery> queries, SqlEngine warehouse) {
        if (!all) {
            queries.forEach(query -> printLines(query, answer(query, warehouse)));
            return;
        }
        try (Rows rows = session.rows(List.of(Column.any("query"), Column.any("description"), Column.any("rows")))) {
            for (NamedQuery query : queries) {
                QueryResult answer = say(query, answer(query, warehouse));
                rows.row(
                        query.name(),
                        query.description(),
                        answer.rows().stream().map(row -> object(answer, row)).toList());
            }
        }
    }

    private static Map<String, @Nullable Object> object(QueryResult answer, List<SqlValue> row) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        List<@Nullable Object> values = SqlRows.plain(row);
        for (int i = 0; i < values.size(); i++) {
            object.put(answer.columns().get(i), values.get(i));
        }
        return object;
    }

    /** Says where the answer is from, which must not stand among data. */
    private QueryResult say(NamedQuery query, Answer answer) {
        session.say(query.name() + ": from the " + answer.from());
        return answer.result();
    }

    private void printLines(NamedQuery query, Answer given) {
        QueryResult answer = say(query, given);
        List<Column> columns = new ArrayList<>();
        if (all) {
            columns.add(Column.any("query"));
        }
        answer.columns().forEach(title -> columns.add(Column.any(title)));
        try (Rows rows = session.rows(columns)) {
            for (List<SqlValue> row : answer.rows()) {
                List<@Nullable Object> values = SqlRows.plain(row);
                if (all) {
                    values.add(0, query.name());
                }
                rows.add(values);
            }
        }
    }
}
