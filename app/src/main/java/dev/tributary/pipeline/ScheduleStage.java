package dev.tributary.pipeline;

import dev.tributary.config.Settings;
import dev.tributary.schedule.JobRun;
import dev.tributary.schedule.ScheduleException;
import dev.tributary.schedule.Scheduler;
import java.time.InstantSource;
import java.util.stream.Collectors;

/** The schedule as a stage: runs the project's jobs when they are due, and tells an operator of those that fail. */
public final class ScheduleStage {
    private final Scheduler scheduler;
    private final String names;

    /** Joins a project's jobs and who is told. */
    public ScheduleStage(Settings settings, InstantSource clock, PipelineListener listener) {
        ScheduledJobs jobs = new ScheduledJobs(settings, clock);
        Notices notices = new Notices(listener, clock);
        this.names = jobs.all().stream()
                .filter(job -> job.config().timing().isPresent())
                .map(job -> job.config().name())
                .collect(Collectors.joining(", "));
        this.scheduler = new Scheduler(jobs.all(), jobs.preparedHistory(), clock, new Scheduler.Listener() {
            @Override
            public void ended(JobRun run) {
                if (run.outcome().failure()) {
                    notices.say("job " + run.job() + " failed: " + run.message());
                }
            }

            @Override
            public void trouble(ScheduleException why) {
                notices.say(why.getMessage() + "; it is tried again");
            }
        });
    }

    /** The jobs that have a time. */
    public String names() {
        return names;
    }

    /** Runs jobs until {@link #stop}. */
    public void runUntilStopped() {
        scheduler.runUntilStopped();
    }

    /** Makes {@link #runUntilStopped} return soon. From any thread. */
    public void stop() {
        scheduler.stop();
    }
}
