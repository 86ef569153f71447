package dev.tributary.cli;

import dev.tributary.config.Stage;
import java.util.EnumSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "run",
        description = "Derive the topics from the source, exactly once, until Ctrl-C.",
        footer = "tributary streams run")
final class StreamsRunCommand implements Callable<Integer> {
    private final Session session;

    StreamsRunCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws InterruptedException {
        return UpCommand.run(session, session.settings(), EnumSet.of(Stage.STREAMS));
    }
}
