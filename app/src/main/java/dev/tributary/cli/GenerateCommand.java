package dev.tributary.cli;

import dev.tributary.broker.Topics;
import dev.tributary.config.Flag;
import dev.tributary.config.Settings;
import dev.tributary.generator.Generation;
import dev.tributary.generator.GeneratorConfig;
import dev.tributary.generator.GeneratorException;
import dev.tributary.generator.RecordSink;
import dev.tributary.pipeline.KafkaConnection;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "generate",
        description = "Make sample transactions, the same ones for the same seed.",
        footer = {
            "tributary generate --events 1000                           into Kafka",
            "tributary generate --rate 50 --distribution heavy-tailed   until Ctrl-C",
            "tributary generate --events 5000 --seed 7 --to events.jsonl",
            "tributary generate --events 5 --to - | jq .AMOUNT"
        })
final class GenerateCommand implements Callable<Integer> {
    private final Session session;
    private final List<Flag> flags = new ArrayList<>();

    @Option(
            names = "--to",
            order = 1,
            paramLabel = "TARGET",
            description =
                    "kafka: the topic of streams.source (default). A file: one value per line. -: standard output.")
    private String target = "kafka";

    GenerateCommand(Session session) {
        this.session = session;
    }

    @Option(
            names = "--events",
            order = 2,
            paramLabel = "N",
            description = "How many records; unlimited until Ctrl-C (default).")
    void events(String given) {
        set("--events", "events", given);
    }

    @Option(
            names = "--rate",
            order = 3,
            paramLabel = "N",
            description = "Events per second, or unlimited. Default: 200 without --events, else unlimited.")
    void rate(String given) {
        set("--rate", "rate", given);
    }

    @Option(
            names = "--seed",
            order = 4,
            paramLabel = "N",
            description = "The same seed makes the same records. Default: random.")
    void seed(String given) {
        set("--seed", "seed", given);
    }

    @Option(
            names = "--users",
            order = 5,
            paramLabel = "N",
            description = "How many users there are, 1 to 9000 (default).")
    void users(String given) {
        set("--users", "users", given);
    }

    @Option(
            names = "--distribution",
            order = 6,
            paramLabel = "HOW",
            description = "uniform: all users alike (default). heavy-tailed: a few with many transactions.")
    void distribution(String given) {
        set("--distribution", "distribution", given);
    }

    @Option(
            names = "--lifecycle",
            order = 7,
            paramLabel = "SHARE",
            description = "The share of transactions, 0 to 1, sent several times as their status moves on.")
    void lifecycle(String given) {
        set("--lifecycle", "lifecycle", given);
    }

    @Option(
            names = "--time",
            order = 8,
            paramLabel = "WHICH",
            description = "What TIMESTAMP says: live, now (default); course, spread over the last 30 days.")
    void time(String given) {
        set("--time", "time", given);
    }

    @Option(
            names = "--bad-not-json",
            order = 9,
            paramLabel = "SHARE",
            description = "The share of text that is not JSON.")
    void badNotJson(String given) {
        set("--bad-not-json", "bad.not-json", given);
    }

    @Option(
            names = "--bad-not-object",
            order = 10,
            paramLabel = "SHARE",
            description = "The share of JSON that is no object.")
    void badNotObject(String given) {
        set("--bad-not-object", "bad.not-object", given);
    }

    @Option(
            names = "--bad-missing-id",
            order = 11,
            paramLabel = "SHARE",
            description = "The share without TRANSACTION_ID.")
    void badMissingId(String given) {
        set("--bad-missing-id", "bad.missing-id", given);
    }

    @Option(
            names = "--bad-unknown-currency",
            order = 12,
            paramLabel = "SHARE",
            description = "The share in a currency that has no rate.")
    void badUnknownCurrency(String given) {
        set("--bad-unknown-currency", "bad.unknown-currency", given);
    }

    @Option(
            names = "--bad-duplicate",
            order = 13,
            paramLabel = "SHARE",
            description = "The share that repeats a record.")
    void badDuplicate(String given) {
        set("--bad-duplicate", "bad.duplicate", given);
    }

    @Option(
            names = "--bad-late",
            order = 14,
            paramLabel = "SHARE",
            description = "The share that is too late for its windows.")
    void badLate(String given) {
        set("--bad-late", "bad.late", given);
    }

    @Option(names = "--bad-tombstone", order = 15, paramLabel = "SHARE", description = "The share of null values.")
    void badTombstone(String given) {
        set("--bad-tombstone", "bad.tombstone", given);
    }

    private void set(String option, String key, String given) {
        flags.add(new Flag(option, "generator." + key, given));
    }

    @Override
    public Integer call() {
        Settings settings = session.settings(flags);
        if (target.equals("kafka")) {
            toKafka(settings);
        } else if (target.equals("-")) {
            toStandardOutput(settings);
        } else {
            try (RecordSink file = RecordSink.toFile(session.shell().directory().resolve(target))) {
                generate(settings.generator(), file, "to " + target);
            }
        }
        return Exit.DONE;
    }

    private void toKafka(Settings settings) {
        String topic = settings.streams().rules().source();
        try (KafkaConnection kafka = session.kafka(settings)) {
            try (Topics topics = new Topics(kafka.settings())) {
                topics.create(List.of(topic), settings.broker().partitions());
            }
            try (RecordSink sink = RecordSink.toTopic(kafka.properties(), topic)) {
                generate(settings.generator(), sink, "to topic " + topic);
            }
        }
        session.next("tributary topics tail " + topic);
    }

    private void toStandardOutput(Settings settings) {
        Watched out = new Watched(session.out());
        try (RecordSink sink = RecordSink.toStream("standard output", out)) {
            generate(settings.generator(), sink, "to standard output");
        } catch (GeneratorException failed) {
            if (out.closed) {
                throw new OutputClosedException();
            }
            throw failed;
        }
    }

    private void generate(GeneratorConfig config, RecordSink sink, String where) {
        Instant start = session.shell().clock().instant();
        Generation.Summary summary;
        try (Progress progress =
                new Progress(session, "generate", config.events().orElse(-1))) {
            Generation generation = new Generation(config, session.shell().clock(), sink, progress::reached);
            try (Stop.Registration stopping = session.stop().onRequest(generation::stop)) {
                summary = generation.run();
            }
        }
        Duration took = Duration.between(start, session.shell().clock().instant());
        session.say(report(summary, where, config.seed(), took));
    }

    private static String report(Generation.Summary summary, String where, long seed, Duration took) {
        double seconds = Math.max(0.001, took.toMillis() / 1000.0);
        String kinds = summary.kinds().entrySet().stream()
                .filter(kind -> kind.getValue() > 0)
                .sorted((a, b) -> a.getKey().compareTo(b.getKey()))
                .map(kind -> String.format(
                        Locale.ROOT,
                        "%,d %s",
                        kind.getValue(),
                        kind.getKey().name().toLowerCase(Locale.ROOT).replace('_', ' ')))
                .collect(Collectors.joining(", "));
        return String.format(
                Locale.ROOT,
                "%s%,d records %s in %.1f s (%,.0f/s), seed %d%s",
                summary.complete() ? "" : "stopped after ",
                summary.delivered(),
                where,
                seconds,
                summary.delivered() / seconds,
                seed,
                kinds.isEmpty() ? "" : ": " + kinds);
    }

    /** Says when nobody reads any more, which a {@link PrintStream} keeps to itself. */
    private static final class Watched extends OutputStream {
        private final PrintStream out;
        private boolean closed;

        Watched(PrintStream out) {
            this.out = out;
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            closed = out.checkError();
            if (closed) {
                throw new IOException("nobody reads standard output any more");
            }
        }

        @Override
        public void flush() {
            out.flush();
        }
    }
}
