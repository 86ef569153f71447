package dev.tributary.cli;

import dev.tributary.pipeline.ScheduledJobs;
import dev.tributary.schedule.JobRun;
import dev.tributary.schedule.Scheduler;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "run",
        description = "Run a job now, and wait for its end; exit 1 when it fails. Its timetable stays as it is.",
        footer = {"tributary jobs run prune", "tributary jobs run load"})
final class JobsRunCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "JOB", description = "The job's name, as `jobs list` prints it.")
    private String job = "";

    JobsRunCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws InterruptedException {
        ScheduledJobs jobs =
                new ScheduledJobs(session.settings(), session.shell().clock());
        Scheduler.Scheduled scheduled = JobWords.find(jobs, job);
        JobRun run;
        try (Stop.Registration stopping = session.stop().onRequest(() -> {})) {
            run = Scheduler.runNow(
                    scheduled,
                    jobs.preparedHistory(),
                    session.shell().clock(),
                    () -> session.stop().requested());
        }
        if (run.outcome().failure()) {
            throw new CommandFailedException(
                    Exit.FAILED,
                    "job " + run.job() + " " + JobWords.outcome(run.outcome()) + ": " + run.message(),
                    Optional.of("tributary jobs history " + run.job() + session.dirOption() + " shows its runs"));
        }
        session.say(run.job() + ": " + run.message());
        return Exit.DONE;
    }
}
