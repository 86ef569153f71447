package dev.tributary.cli;

import dev.tributary.pipeline.ScheduledJobs;
import dev.tributary.pipeline.Words;
import dev.tributary.schedule.JobRun;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "history",
        description = "Print the runs of the jobs, the latest first. They are in the table _job_runs of the warehouse.",
        footer = {"tributary jobs history", "tributary jobs history prune --limit 100 -o json"})
final class JobsHistoryCommand implements Callable<Integer> {
    private static final List<Column> COLUMNS = List.of(
            Column.text("started"),
            Column.text("job"),
            Column.text("due"),
            Column.count("attempt"),
            Column.text("took"),
            Column.text("outcome"),
            Column.text("numbers"),
            Column.text("message"));

    private final Session session;

    @Parameters(paramLabel = "JOB", arity = "0..1", description = "The runs of this job alone.")
    private @Nullable String job;

    @Option(names = "--limit", paramLabel = "N", description = "At most so many. Default: 20.")
    private int limit = 20;

    JobsHistoryCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (limit < 1) {
            throw CommandFailedException.usage("--limit must be at least 1, not " + limit, "--limit 20");
        }
        ScheduledJobs jobs =
                new ScheduledJobs(session.settings(), session.shell().clock());
        Optional<String> name = Optional.ofNullable(job)
                .map(word -> JobWords.find(jobs, word).config().name());
        boolean people = session.options().format() == Format.TABLE;
        try (Rows rows = session.rows(COLUMNS)) {
            for (JobRun run : jobs.history().runs(name, limit)) {
                rows.row(
                        moment(run.started()),
                        run.job(),
                        run.due().map(JobsHistoryCommand::moment).orElse(people ? "asked for" : ""),
                        run.attempt(),
                        run.ended().map(end -> took(run, end, people)).orElse(""),
                        JobWords.outcome(run.outcome()),
                        people
                                ? JobWords.numbers(run.numbers())
                                : (Object) run.numbers().toString(),
                        Cells.harmless(run.message()));
            }
        }
        return Exit.DONE;
    }

    private static Object took(JobRun run, Instant end, boolean people) {
        Duration took = Duration.between(run.started(), end);
        return people ? Words.duration(took) : (Object) took.toString();
    }

    private static String moment(Instant moment) {
        return moment.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
