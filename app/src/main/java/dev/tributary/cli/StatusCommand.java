package dev.tributary.cli;

import dev.tributary.config.Settings;
import dev.tributary.lake.FeedMode;
import dev.tributary.pipeline.ArchivedDays;
import dev.tributary.pipeline.FeedStatus;
import dev.tributary.pipeline.LookAt;
import dev.tributary.pipeline.PipelineStatus;
import dev.tributary.pipeline.Words;
import dev.tributary.schedule.JobRun;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

@Command(
        name = "status",
        description =
                "One screen of state: Kafka, streams, lake, warehouse, jobs, and each topic; exit 6 when the last run of a job failed or an erasure was broken off.",
        footer = {"tributary status", "tributary status -o json"})
final class StatusCommand implements Callable<Integer> {
    private static final List<Column> COLUMNS = List.of(
            Column.text("topic"),
            Column.text("mode"),
            Column.count("lag"),
            Column.count("lake"),
            Column.count("days"),
            Column.count("bytes").titled("size"),
            Column.count("quarantined"),
            Column.count("open"),
            Column.count("warehouse"),
            Column.count("waiting"),
            Column.text("newest"));

    /** A clock that differs by less than this is the same clock. */
    private static final Duration AHEAD = Duration.ofMinutes(-1);

    private final Session session;

    StatusCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Settings settings = session.settings();
        PipelineStatus status = LookAt.project(settings, session.shell().clock().instant());
        if (session.options().format() == Format.TABLE) {
            overview(settings, status);
        }
        if (status.feeds().isEmpty()) {
            session.say("nothing here yet");
            session.next(status.wantsCare() ? next(status) : "tributary demo");
            return exit(status);
        }
        try (Rows rows = session.rows(COLUMNS)) {
            status.feeds().forEach(feed -> row(rows, feed, status.at()));
        }
        session.next(next(status));
        return exit(status);
    }

    private static String next(PipelineStatus status) {
        if (!status.unfinishedErasures().isEmpty()) {
            return "tributary privacy forget --resume";
        }
        return status.failedJobs().isEmpty() ? "tributary verify" : "tributary jobs history";
    }

    private static int exit(PipelineStatus status) {
        return status.wantsCare() ? Exit.CHECK_FAILED : Exit.DONE;
    }

    private void overview(Settings settings, PipelineStatus status) {
        line("Kafka", kafka(status));
        line("streams", streams(status));
        line(
                "lake",
                lake(status)
                        + status.ingesting()
                                .map(holder -> ", written by " + holder)
                                .orElse(""));
        archives(new ArchivedDays(settings));
        line("quarantine", quarantine(status));
        line("warehouse", warehouse(settings, status));
        int unfinished = status.unfinishedErasures().size();
        if (unfinished > 0) {
            line(
                    "erasure",
                    session.colours().bad(Words.count(unfinished, "erasure is", "erasures are") + " not carried out")
                            + ": tributary privacy forget --resume" + session.dirOption());
        }
        for (JobRun run : status.failedJobs()) {
            line(
                    "job " + run.job(),
                    session.colours().bad("failed") + " "
                            + run.ended().map(at -> ago(at, status.at()) + ": ").orElse(": ")
                            + Cells.harmless(run.message()));
        }
        long gaps =
                status.gaps().stream().mapToLong(gap -> gap.to() - gap.from()).sum();
        if (gaps > 0) {
            line("gaps", session.colours().bad(count(gaps) + " offsets were gone before they were read"));
        }
        session.out().println();
    }

    private void archives(ArchivedDays days) {
        List<String> missing = days.missing();
        days.words()
                .ifPresent(words -> line(
                        "archive",
                        words
                                + (missing.isEmpty()
                                        ? ""
                                        : "; "
                                                + session.colours()
                                                        .bad(Words.count(missing.size(), "archive is", "archives are")
                                                                + " gone or damaged: tributary archive verify"
                                                                + session.dirOption()))));
    }

    private void line(String name, String text) {
        session.out().printf("%-11s %s%n", name, text);
    }

    private static String kafka(PipelineStatus status) {
        return status.kafka()
                .map(address -> address + (status.embedded() ? "  embedded, running" : "  answers"))
                .orElse("embedded, not running; a command that needs it starts it");
    }

    private static String streams(PipelineStatus status) {
        if (status.kafka().isEmpty()) {
            return "unknown while Kafka does not run";
        }
        OptionalLong lag = status.streamsLag();
        if (lag.isEmpty()) {
            return "never ran on this cluster";
        }
        return lag.getAsLong() == 0 ? "up to date" : count(lag.getAsLong()) + " offsets behind";
    }

    private static String lake(PipelineStatus status) {
        return count(status.feeds().stream().mapToLong(FeedStatus::lake).sum()) + " records, "
                + Words.bytes(
                        status.feeds().stream().mapToLong(FeedStatus::bytes).sum())
                + ", "
                + count(status.feeds().stream()
                        .mapToLong(FeedStatus::quarantined)
                        .sum())
                + " dead letters";
    }

    private String quarantine(PipelineStatus status) {
        long open = status.feeds().stream().mapToLong(FeedStatus::open).sum();
        return (open == 0 ? "nothing open" : count(open) + " open: tributary quarantine list" + session.dirOption())
                + status.tooManyRejected()
                        .map(text -> "; " + session.colours().bad(text))
                        .orElse("");
    }

    private String warehouse(Settings settings, PipelineStatus status) {
        String rows = count(status.feeds().stream()
                .flatMapToLong(feed -> feed.rows().stream())
                .sum());
        return session.display(settings.warehouse().database()) + "  " + rows + " rows, "
                + count(status.rejects()) + " rejected lines"
                + status.lastLoad()
                        .map(at -> ", last load " + ago(at, status.at()))
                        .orElse(", nothing loaded yet");
    }

    private void row(Rows rows, FeedStatus feed, Instant at) {
        boolean people = session.options().format() == Format.TABLE;
        rows.row(
                feed.topic(),
                feed.mode().name().toLowerCase(Locale.ROOT),
                number(feed.lag(), people),
                feed.lake(),
                feed.days(),
                people ? Words.bytes(feed.bytes()) : (Object) feed.bytes(),
                feed.quarantined(),
                feed.open(),
                feed.mode() == FeedMode.IGNORE ? number(OptionalLong.empty(), people) : number(feed.rows(), people),
                feed.waiting(),
                newest(feed.newest(), at, people));
    }

    private static @Nullable Object number(OptionalLong value, boolean people) {
        if (value.isPresent()) {
            return value.getAsLong();
        }
        return people ? "-" : null;
    }

    private static @Nullable Object newest(Optional<Instant> newest, Instant at, boolean people) {
        if (newest.isEmpty()) {
            return people ? "-" : null;
        }
        return people ? ago(newest.get(), at) : newest.get().toString();
    }

    private static String ago(Instant moment, Instant now) {
        Duration age = Duration.between(moment, now);
        return age.compareTo(AHEAD) < 0
                ? moment.truncatedTo(ChronoUnit.SECONDS).toString()
                : Words.duration(age) + " ago";
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
