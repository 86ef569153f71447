package dev.tributary.cli;

import dev.tributary.config.Settings;
import dev.tributary.config.Stage;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "up",
        description = "Run the configured pipeline until Ctrl-C: streams, ingest, load, and the schedule.",
        footer = {
            "tributary up",
            "tributary up --only ingest,load -b kafka.example.org:9092",
            "tributary up --only generate,streams,ingest,load",
        })
final class UpCommand implements Callable<Integer> {
    private final Session session;

    @Option(
            names = "--only",
            paramLabel = "STAGE",
            split = ",",
            description =
                    "Run these stages alone: generate, streams, ingest, load, schedule. Default: pipeline.stages.")
    private List<Stage> only = List.of();

    UpCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws InterruptedException {
        Settings settings = session.settings();
        Set<Stage> stages = EnumSet.copyOf(only.isEmpty() ? settings.stages() : only);
        return run(session, settings, stages);
    }

    /** Runs stages until somebody asks for the end. */
    static int run(Session session, Settings settings, Set<Stage> stages) throws InterruptedException {
        try (Foreground foreground = Foreground.start(session, settings, stages)) {
            session.say("Ctrl-C stops; what is committed stays.   Next: tributary status" + session.dirOption());
            foreground.watch((pipeline, counters) -> true);
        }
        session.say("stopped");
        return Exit.DONE;
    }
}
