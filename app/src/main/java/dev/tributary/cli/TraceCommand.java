package dev.tributary.cli;

import dev.tributary.config.Settings;
import dev.tributary.pipeline.KafkaConnection;
import dev.tributary.pipeline.Trace;
import dev.tributary.pipeline.TraceStep;
import dev.tributary.quarantine.Place;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "trace",
        description = {
            "Follow a record through the pipeline: the transaction, the topic with partition and offset, the lake's file and line, the warehouse's row.",
            "",
            "WHAT is a table with the row's number, a record as topic/partition/offset, of a derived topic or of the source, or the id of a transaction, whose every record and"
                    + " row is shown. The source topic is read from the time of the row on; with --offline it is not."
        },
        footer = {
            "tributary trace TRANSACTIONS_USD 123",
            "tributary trace TRANSACTIONS_USD/0/123",
            "tributary trace transaction_log/0/88",
            "tributary trace TXN-1A2B3C4D"
        })
final class TraceCommand implements Callable<Integer> {
    private static final List<Column> COLUMNS = List.of(
            Column.text("stage"),
            Column.text("place"),
            Column.count("line"),
            Column.count("byte"),
            Column.text("time"),
            Column.text("note"));

    private final Session session;

    @Parameters(
            index = "0",
            paramLabel = "WHAT",
            description = "A table, topic/partition/offset, or the id of a transaction.")
    private String what = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "ID", description = "With a table: the row's number, its id.")
    private @Nullable Long id;

    @Option(names = "--offline", description = "Do not ask Kafka for the source.")
    private boolean offline;

    TraceCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Settings settings = session.settings();
        Optional<KafkaConnection> kafka = offline ? Optional.empty() : kafka(settings);
        try (Trace trace = new Trace(settings, kafka)) {
            List<TraceStep> steps = steps(trace);
            if (steps.isEmpty()) {
                throw new CommandFailedException(
                        Exit.FAILED,
                        "nothing is known of " + what + (id == null ? "" : " row " + id),
                        Optional.of("name a table and the id of a row, topic/partition/offset, or a TRANSACTION_ID"));
            }
            print(steps);
            return Exit.DONE;
        } finally {
            kafka.ifPresent(KafkaConnection::close);
        }
    }

    /** An embedded broker that never ran on this folder has nothing to tell. */
    private Optional<KafkaConnection> kafka(Settings settings) {
        boolean nothingToStart = settings.kafka().bootstrapServers().isEmpty()
                && !Files.exists(settings.broker().directory());
        return nothingToStart ? Optional.empty() : Optional.of(session.kafka(settings));
    }

    private List<TraceStep> steps(Trace trace) {
        if (id != null) {
            return trace.row(what, id);
        }
        return Place.parse(what).map(trace::record).orElseGet(() -> trace.transaction(what));
    }

    private void print(List<TraceStep> steps) {
        boolean people = session.options().format() == Format.TABLE;
        try (Rows rows = session.rows(COLUMNS)) {
            for (TraceStep step : steps) {
                rows.row(
                        step.stage().name().toLowerCase(Locale.ROOT),
                        step.place(),
                        step.line().isPresent() ? (Object) step.line().getAsLong() : nothing(people),
                        step.position().isPresent() ? (Object) step.position().getAsLong() : nothing(people),
                        step.time().map(Object::toString).orElse(""),
                        Cells.harmless(step.note()));
            }
        }
    }

    private static @Nullable Object nothing(boolean people) {
        return people ? "" : null;
    }
}
