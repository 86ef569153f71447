package dev.tributary.cli;

import dev.tributary.broker.TailedRecord;
import dev.tributary.broker.TopicTail;
import dev.tributary.broker.Topics;
import dev.tributary.pipeline.KafkaConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "tail",
        description = "Print a topic's newest records, or those from some place on.",
        footer = {
            "tributary topics tail TRANSACTIONS_USD",
            "tributary topics tail TRANSACTIONS_USD --last 100 --follow",
            "tributary topics tail transaction_log --from 2026-11-22T14:00:00Z -o ndjson"
        })
final class TopicsTailCommand implements Callable<Integer> {
    private static final List<Column> COLUMNS = List.of(
            Column.any("partition"),
            Column.any("offset"),
            Column.text("timestamp"),
            Column.text("key"),
            Column.text("value"));
    private static final Duration WAIT = Duration.ofSeconds(1);

    private final Session session;

    @Parameters(paramLabel = "TOPIC", description = "The topic, in any case of its letters.")
    private String topic = "";

    @ArgGroup
    private Start start = new Start();

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with what comes in, until Ctrl-C.")
    private boolean follow;

    /** Where to begin: one of these. */
    static final class Start {
        @Option(
                names = {"-n", "--last"},
                paramLabel = "N",
                description = "So many of the newest records. Default: 10.")
        private int last = 10;

        @Option(
                names = "--from",
                paramLabel = "PLACE",
                description = "beginning, end, an offset, a date or a time (UTC).")
        private @Nullable String from;
    }

    TopicsTailCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (start.last < 0) {
            throw CommandFailedException.usage("--last must not be negative, not " + start.last, "--last 10");
        }
        Optional<Place> place = Optional.ofNullable(start.from).map(TopicsTailCommand::place);
        try (KafkaConnection kafka = session.kafka(session.settings());
                TopicTail tail = new TopicTail(kafka.settings(), name(kafka));
                Stop.Registration stopping = session.stop().onRequest(tail::stop);
                Rows rows = session.rows(COLUMNS)) {
            print(tail, place, rows);
        }
        return Exit.DONE;
    }

    private String name(KafkaConnection kafka) {
        try (Topics topics = new Topics(kafka.settings())) {
            return TopicName.find(topics, topic);
        }
    }

    private interface Place {
        void go(TopicTail tail);
    }

    private static Place place(String text) {
        if (text.equals("beginning")) {
            return TopicTail::fromBeginning;
        }
        if (text.equals("end")) {
            return TopicTail::fromEnd;
        }
        if (text.matches("\\d{1,18}")) {
            return tail -> tail.fromOffset(Long.parseLong(text));
        }
        Instant time = time(text);
        return tail -> tail.fromTime(time);
    }

    private static Instant time(String text) {
        return Moment.parse(text)
                .orElseThrow(() -> CommandFailedException.usage(
                        "--from must be beginning, end, an offset, a date or a time, not '" + text + "'",
                        "--from 2026-11-22T14:00:00Z"));
    }

    private void print(TopicTail tail, Optional<Place> place, Rows rows) {
        if (place.isPresent()) {
            place.get().go(tail);
        } else {
            print(tail.last(start.last), rows);
        }
        boolean more = place.isPresent() || follow;
        while (more && !session.stop().requested()) {
            List<TailedRecord> arrived = tail.next(WAIT);
            print(arrived, rows);
            more = follow || !arrived.isEmpty() || !tail.caughtUp();
        }
    }

    private void print(List<TailedRecord> records, Rows rows) {
        for (TailedRecord item : records) {
            rows.row(
                    item.partition(),
                    item.offset(),
                    item.timestamp() < 0
                            ? null
                            : Instant.ofEpochMilli(item.timestamp()).toString(),
                    item.key().map(Cells::text).orElse(null),
                    item.value().map(Cells::text).orElse(null));
        }
        if (follow) {
            rows.flush();
        }
    }
}
