package dev.tributary.cli;

import dev.tributary.config.Closest;
import dev.tributary.config.FeedsFile;
import dev.tributary.config.SettingsReader;
import dev.tributary.lake.Feed;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "remove",
        description = "Let a topic flow no more. What it brought stays in the lake and the warehouse.",
        footer = "tributary feeds remove orders")
final class FeedsRemoveCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "TOPIC", description = "The feed's topic or pattern, as `feeds list` prints it.")
    private String topic = "";

    @Option(names = "--dry-run", description = "Say what would be done, and do nothing.")
    private boolean dryRun;

    FeedsRemoveCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        FeedsFile feeds = new FeedsFile(session.directory());
        session.settings();
        Optional<FeedsFile.Change> change = feeds.remove(topic);
        String file = session.display(session.directory().resolve(SettingsReader.FILE));
        if (change.isEmpty()) {
            throw unknown(feeds);
        }
        if (dryRun) {
            session.say("would remove " + topic + " from " + file);
        } else {
            change.get().write();
            session.say("removed " + topic + " from " + file + "; its files and tables stay");
            session.next("tributary feeds list");
        }
        return Exit.DONE;
    }

    private CommandFailedException unknown(FeedsFile feeds) {
        Optional<String> near = Closest.to(
                topic, feeds.feeds().feeds().stream().map(Feed::topic).toList());
        String message = "there is no feed " + topic
                + near.map(word -> "; did you mean " + word + "?").orElse("");
        return new CommandFailedException(Exit.FAILED, message, Optional.of("tributary feeds list"));
    }
}
