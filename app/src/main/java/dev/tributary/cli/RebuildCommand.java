package dev.tributary.cli;

import dev.tributary.config.Settings;
import dev.tributary.governance.AuditAction;
import dev.tributary.lake.LakeFile;
import dev.tributary.lake.LakeLayout;
import dev.tributary.lake.LakeSurvey;
import dev.tributary.lake.LedgerRebuild;
import dev.tributary.pipeline.KafkaConnection;
import dev.tributary.pipeline.RebuildLedger;
import dev.tributary.pipeline.RepairFiles;
import dev.tributary.pipeline.Words;
import dev.tributary.warehouse.LoadSummary;
import dev.tributary.warehouse.RebuildListener;
import dev.tributary.warehouse.RebuildResult;
import dev.tributary.warehouse.RebuildWarehouse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "rebuild",
        description = {
            "Make what was lost or damaged anew from what is still there.",
            "",
            "--warehouse loads the whole lake into a new file and puts it in the old one's place at the end, at once: whoever reads sees the old"
                    + " rows until then. Rows keep their numbers where the old file can be read; a damaged one is kept beside under a dated"
                    + " name.",
            "",
            "--ledger reads every line of the lake and makes the ledger anew: which files are ours, how far they are whole, how far each partition is taken."
                    + " Torn ends of files are cut as after a crash. Kafka is asked whether the topics are still the same and for records that a crash"
                    + " kept from the lake; with --offline it is not. The old ledger is kept beside under a dated name.",
            "",
            "--file puts damaged lines of a lake file back from the records that Kafka still has. It writes only what makes the file byte for byte what it was, by the"
                    + " ledger's checksum; else the file stays as it is. In which order lines of several partitions stood is stored nowhere, and"
                    + " of many not to be found: --reorder then lays them in another, which keeps that of each partition, and gives the ledger the new"
                    + " checksum. It does so only when Kafka has every record of the file.",
            "",
            "Nothing may write to the lake meanwhile."
        },
        footer = {
            "tributary rebuild --warehouse",
            "tributary rebuild --ledger",
            "tributary rebuild --ledger --offline",
            "tributary rebuild --file orders/2026-11-20/orders_2026-11-20.jsonl"
        })
final class RebuildCommand implements Callable<Integer> {
    private final Session session;

    @Option(names = "--warehouse", description = "Make the warehouse anew from the lake.")
    private boolean warehouse;

    @Option(names = "--ledger", description = "Make the lake's ledger anew from its lines.")
    private boolean ledger;

    @Option(
            names = "--file",
            paramLabel = "PATH",
            description = "Make this lake file what it was; its path as verify names it. May be repeated.")
    private List<String> files = List.of();

    @Option(
            names = "--reorder",
            description = "With --file: where the order of lines is not to be found, lay them in another.")
    private boolean reorder;

    @Option(names = "--offline", description = "With --ledger: do not ask Kafka. What it could have told is listed.")
    private boolean offline;

    @Option(
            names = "--yes",
            description = "Go on even when the old warehouse has rows or tables that the lake cannot give back.")
    private boolean yes;

    RebuildCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        long wanted = Stream.of(warehouse, ledger, !files.isEmpty())
                .filter(one -> one)
                .count();
        if (wanted != 1) {
            throw CommandFailedException.usage(
                    "rebuild needs to be told one thing to make anew",
                    "tributary rebuild --warehouse, --ledger, or --file PATH");
        }
        if (reorder && files.isEmpty()) {
            throw CommandFailedException.usage(
                    "--reorder is about the lines of a file", "tributary rebuild --file PATH --reorder");
        }
        Settings settings = session.settings();
        if (!Files.isDirectory(settings.lake())) {
            throw new CommandFailedException(
                    Exit.FAILED,
                    "there is no lake in " + session.display(settings.lake()) + " to make anything from",
                    Optional.of("name the project's folder with --dir"));
        }
        if (!files.isEmpty()) {
            return files(settings);
        }
        return ledger ? ledger(settings) : warehouse(settings);
    }

    private void audit(Settings settings, String what) {
        session.access(settings).record(AuditAction.REBUILD, Map.of("what", what));
    }

    private int files(Settings settings) {
        List<RepairFiles.Outcome> outcomes;
        try (KafkaConnection kafka = session.kafka(settings)) {
            outcomes = RepairFiles.run(
                    new LakeLayout(settings.lake()),
                    kafka,
                    files.stream().map(path -> inLake(settings, path)).toList(),
                    reorder,
                    session.erasures(settings),
                    point -> {});
        }
        audit(settings, "lake files: " + String.join(" ", files));
        outcomes.forEach(this::report);
        session.next("tributary verify");
        long damaged = outcomes.stream().filter(outcome -> !outcome.whole()).count();
        return damaged == 0 ? Exit.DONE : damaged == outcomes.size() ? Exit.FAILED : Exit.PARTIAL;
    }

    /** A path as the ledger has it, also when it was given as one on the disk. */
    private String inLake(Settings settings, String path) {
        Path lake = settings.lake().toAbsolutePath().normalize();
        Path given = session.shell().directory().resolve(path).toAbsolutePath().normalize();
        return given.startsWith(lake)
                ? lake.relativize(given)
                        .toString()
                        .replace(given.getFileSystem().getSeparator(), "/")
                : path;
    }

    private void report(RepairFiles.Outcome outcome) {
        switch (outcome.state()) {
            case WHOLE -> session.say("whole: " + outcome.path());
            case MENDED -> session.say("mended: " + outcome.path() + ", put back " + Words.some(outcome.putBack()));
            case REORDERED ->
                session.say("mended: " + outcome.path() + ", put back " + Words.some(outcome.putBack())
                        + " in an order of their partitions' own; the ledger has its new checksum");
            case ORDER_UNKNOWN -> {
                notMended(
                        outcome,
                        "Kafka has all its records, but in which order those of different partitions stood is not to be found");
                session.say("  fix:  tributary rebuild --file " + outcome.path()
                        + " --reorder lays them in another, which keeps that of each partition");
            }
            case RECORDS_GONE -> {
                notMended(
                        outcome,
                        Words.count(outcome.notOffered(), "of its records is", "of its records are")
                                + " no longer in Kafka");
                session.say("  fix:  put the file back from a backup, then run this again: what came to it since is"
                        + " taken from Kafka");
            }
        }
    }

    private void notMended(RepairFiles.Outcome outcome, String why) {
        session.say(session.colours().bad("not mended: ") + outcome.path() + " stays as it is; " + why);
        session.say("  " + Words.some(outcome.damage()));
    }

    private int ledger(Settings settings) {
        RebuildLedger.Result result;
        Optional<KafkaConnection> kafka = offline ? Optional.empty() : kafka(settings);
        try (Progress progress = new Progress(session, "reading", -1)) {
            result = RebuildLedger.run(
                    new LakeLayout(settings.lake()),
                    settings.feeds(),
                    kafka,
                    session.erasures(settings),
                    session.shell().clock().instant(),
                    new LedgerRebuild.Listener() {
                        @Override
                        public void read(long bytes, long total) {
                            progress.reached(bytes, total);
                        }
                    });
        } finally {
            kafka.ifPresent(KafkaConnection::close);
        }
        audit(settings, "ledger");
        report(result, kafka.isPresent());
        session.next("tributary ingest --once && tributary verify");
        return Exit.DONE;
    }

    /** An embedded broker that never ran on this folder has nothing to tell. */
    private Optional<KafkaConnection> kafka(Settings settings) {
        boolean nothingToStart = settings.kafka().bootstrapServers().isEmpty()
                && !Files.exists(settings.broker().directory());
        return nothingToStart
                ? KafkaConnection.find(
                        settings.kafka().bootstrapServers(), settings.kafka().properties(), settings.broker())
                : Optional.of(session.kafka(settings));
    }

    private void report(RebuildLedger.Result result, boolean asked) {
        LakeSurvey survey = result.survey();
        session.say(String.format(
                Locale.ROOT,
                "made the ledger anew from %s in %s: %s",
                Words.count(survey.files().stream().mapToLong(LakeFile::records).sum(), "line", "lines"),
                Words.count(survey.files().size(), "file", "files"),
                Words.count(result.partitions(), "partition", "partitions")));
        result.kept().ifPresent(kept -> session.say("  the old one is kept as " + session.display(kept)));
        survey.tails()
                .forEach(tail -> session.say("  cut: " + tail.path() + " from byte " + tail.from() + " to " + tail.to()
                        + ", behind its last whole line"));
        survey.damagedLines().forEach(line -> warn("cannot be read and stays: " + line));
        survey.notOurs().forEach(path -> warn("left alone, no line of it is Tributary's: " + path));
        if (survey.repeated() > 0) {
            warn(Words.count(survey.repeated(), "record stands", "records stand") + " in the lake twice");
        }
        if (result.pruned() > 0) {
            session.say("  known to have been pruned: "
                    + Words.count(result.pruned(), "file", "files") + ", from "
                    + (result.oldReadable() ? "the old ledger" : "pruned.jsonl"));
        }
        if (result.taken() > 0) {
            session.say("  taken from Kafka: "
                    + Words.count(result.taken(), "record that was missing", "records that were missing")
                    + " below the last lines");
        }
        result.recreated()
                .forEach(topic -> session.say("  topic " + topic
                        + " is another one today: ingestion reads it from its start, as the next epoch"));
        unknown(result, asked);
    }

    private void unknown(RebuildLedger.Result result, boolean asked) {
        session.say(
                "not known from the lines: leader epochs; offsets without a record behind the last line are asked for again");
        if (!result.oldReadable()) {
            session.say("  gaps that were recorded: the old ledger cannot be read");
        }
        if (!result.unsure().isEmpty()) {
            session.say(
                    "  whether these topics are still the same, and whether records below their last lines are missing ("
                            + (asked ? "Kafka no longer has what the lake has" : "Kafka was not asked") + "): "
                            + String.join(", ", result.unsure()));
        }
    }

    private void warn(String text) {
        session.say(session.colours().strong("  note: ") + text);
    }

    private int warehouse(Settings settings) {
        RebuildResult result;
        try (Progress progress = new Progress(session, "loading", -1);
                Stop.Registration stopping = session.stop().onRequest(() -> {})) {
            RebuildListener listener = new RebuildListener() {
                @Override
                public void loaded(long bytes, long total) {
                    progress.reached(bytes, total);
                }
            };
            result = new RebuildWarehouse(
                            settings.warehouse(),
                            new LakeLayout(settings.lake()),
                            session.shell().clock(),
                            listener)
                    .run(yes, () -> session.stop().requested());
        }
        audit(settings, "warehouse");
        report(settings, result);
        session.next("tributary verify");
        return result.load().failed().isEmpty() ? Exit.DONE : Exit.PARTIAL;
    }

    private void report(Settings settings, RebuildResult result) {
        LoadSummary load = result.load();
        session.say(String.format(
                Locale.ROOT,
                "made %s anew from %,d lines (%s): %,d rows, %,d rejected",
                session.display(settings.warehouse().database()),
                load.lines(),
                Words.bytes(load.bytes()),
                load.rows() - load.removed(),
                load.rejected()));
        result.kept().ifPresent(kept -> {
            session.say(
                    "  the damaged one is kept as " + session.display(kept) + "; delete it when you do not need it");
            session.say("  what others made in it (indexes, views, triggers, tables) could not be read");
            session.say("  rows are numbered anew, and their imported_at is now");
        });
        if (!result.carried().isEmpty()) {
            session.say("  taken over: " + String.join(", ", result.carried()));
        }
        result.givenUp().forEach(gone -> session.say(session.colours().bad("  given up: ") + gone));
        LoadCommand.problems(session, load);
    }
}
