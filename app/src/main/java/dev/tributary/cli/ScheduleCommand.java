package dev.tributary.cli;

import dev.tributary.config.Settings;
import dev.tributary.pipeline.PipelineListener;
import dev.tributary.pipeline.ScheduleStage;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "schedule",
        description = {
            "Run jobs when they are due, until Ctrl-C: load, prune, and the check of backups. `tributary up` does the same beside its other stages.",
            "",
            "When each job runs, what becomes of missed runs, and how often a failed one is tried again: schedule.* in tributary.yaml. It may run beside `up`, and"
                    + " anywhere else on the same project: a job never runs twice at a time, nor twice for the same time."
        },
        footer = {"tributary schedule", "tributary jobs list", "tributary jobs history prune"})
final class ScheduleCommand implements Callable<Integer> {
    private final Session session;

    ScheduleCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Settings settings = session.settings();
        ScheduleStage schedule = new ScheduleStage(settings, session.shell().clock(), new PipelineListener() {
            @Override
            public void notice(String text) {
                session.say(session.colours().strong("note:") + " " + Cells.harmless(text));
            }
        });
        session.say(
                "scheduled: " + schedule.names() + "; Ctrl-C stops   Next: tributary jobs list" + session.dirOption());
        try (Stop.Registration stopping = session.stop().onRequest(schedule::stop)) {
            schedule.runUntilStopped();
        }
        session.say("stopped");
        return Exit.DONE;
    }
}
