package dev.tributary.cli;

import dev.tributary.config.Settings;
import dev.tributary.config.ShownSetting;
import dev.tributary.pipeline.ScheduledJobs;
import dev.tributary.schedule.JobConfig;
import dev.tributary.schedule.JobHistory;
import dev.tributary.schedule.JobRun;
import dev.tributary.schedule.Scheduler;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "list",
        description = "Print the jobs, when each is due next, and how its last run ended.",
        footer = "tributary jobs list")
final class JobsListCommand implements Callable<Integer> {
    private static final List<Column> COLUMNS = List.of(
            Column.text("job"),
            Column.text("at"),
            Column.text("missed"),
            Column.text("next"),
            Column.text("last_run"),
            Column.text("outcome"),
            Column.text("message"));

    private final Session session;

    JobsListCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Settings settings = session.settings();
        Instant now = session.shell().clock().instant();
        ScheduledJobs jobs = new ScheduledJobs(settings, session.shell().clock());
        JobHistory history = jobs.history();
        try (Rows rows = session.rows(COLUMNS)) {
            for (Scheduler.Scheduled job : jobs.all()) {
                JobConfig config = job.config();
                Optional<JobRun> last = history.lastEnded(config.name());
                rows.row(
                        config.name(),
                        at(settings, config.name()),
                        config.missed().name().toLowerCase(Locale.ROOT),
                        Scheduler.next(config, history, now)
                                .map(JobsListCommand::moment)
                                .orElse(""),
                        last.flatMap(JobRun::ended).map(JobsListCommand::moment).orElse(""),
                        last.map(run -> JobWords.outcome(run.outcome())).orElse(""),
                        last.map(JobRun::message).map(Cells::harmless).orElse(""));
            }
        }
        if (settings.backup().folder().isEmpty()) {
            session.say("the job backup needs to know where backups are: backup.folder");
        }
        session.next("tributary jobs history");
        return Exit.DONE;
    }

    /** As somebody wrote it. */
    private static String at(Settings settings, String job) {
        return settings.shown().stream()
                .filter(setting -> setting.key().equals("schedule." + job + ".at"))
                .map(ShownSetting::value)
                .findFirst()
                .orElse("");
    }

    private static String moment(Instant moment) {
        return moment.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
