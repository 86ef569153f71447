package dev.tributary.cli;

import dev.tributary.config.Settings;
import dev.tributary.config.Stage;
import dev.tributary.ingest.IngestProgress;
import dev.tributary.pipeline.IngestOnce;
import dev.tributary.pipeline.PipelineListener;
import dev.tributary.pipeline.Words;
import java.util.EnumSet;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "ingest",
        description = "Take Kafka topics into the lake, exactly once, until Ctrl-C or with --once until caught up.",
        footer = {"tributary ingest --once", "tributary ingest -b kafka.example.org:9092"})
final class IngestCommand implements Callable<Integer> {
    private final Session session;

    @Option(names = "--once", description = "End when everything that Kafka has now is in the lake.")
    private boolean once;

    IngestCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws InterruptedException {
        Settings settings = session.settings();
        return once ? once(settings) : UpCommand.run(session, settings, EnumSet.of(Stage.INGEST));
    }

    private int once(Settings settings) {
        IngestProgress done;
        try (LiveLine line = new LiveLine(session);
                IngestOnce ingest = IngestOnce.open(
                        settings, session.erasures(settings), session.shell().clock(), new PipelineListener() {
                            @Override
                            public void notice(String text) {
                                line.above("note: " + Cells.harmless(text));
                            }
                        });
                Stop.Registration stopping = session.stop().onRequest(ingest::stop)) {
            done = ingest.run(progress -> {
                if (session.shell().terminal() && !session.quiet()) {
                    line.update(text(progress), session.shell().clock().instant());
                }
            });
        }
        session.say(text(done));
        if (!done.stoppedTopics().isEmpty()) {
            session.say("stopped topics: " + String.join(", ", done.stoppedTopics()));
            return Exit.PARTIAL;
        }
        session.next("tributary load");
        return Exit.DONE;
    }

    private static String text(IngestProgress progress) {
        return String.format(
                Locale.ROOT,
                "ingested %,d records and %,d dead letters, %s in %,d commits",
                progress.records(),
                progress.deadLetters(),
                Words.bytes(progress.bytes()),
                progress.commits());
    }
}
