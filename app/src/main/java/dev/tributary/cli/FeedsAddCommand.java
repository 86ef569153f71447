package dev.tributary.cli;

import dev.tributary.config.Durations;
import dev.tributary.config.FeedsFile;
import dev.tributary.config.SettingsReader;
import dev.tributary.lake.Feed;
import dev.tributary.lake.FeedMode;
import dev.tributary.lake.Retention;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "add",
        description = "Let a topic, or all topics of a pattern, flow into the lake.",
        footer = {
            "tributary feeds add orders",
            "tributary feeds add customers --mode latest --key CUSTOMER_ID",
            "tributary feeds add 'audit.*' --mode ignore --confidential"
        })
final class FeedsAddCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "TOPIC", description = "The topic's name, or a pattern with * and ?.")
    private String topic = "";

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            completionCandidates = Modes.class,
            description = "append: every record is a row (default). latest: one row per key. ignore: lake only.")
    private FeedMode mode = FeedMode.APPEND;

    @Option(
            names = "--key",
            paramLabel = "MEMBER",
            split = ",",
            description =
                    "For latest: the JSON members that make the key where a record has none. Several with commas.")
    private List<String> key = List.of();

    @Option(names = "--confidential", description = "The files hold raw personal data: only their owner may read them.")
    private boolean confidential;

    @Option(
            names = "--retention",
            paramLabel = "TIME",
            description =
                    "How long its days stay in the lake once loaded, such as 36h or 30d, or never. Default: retention.after.")
    private @Nullable String retention;

    @Option(names = "--dry-run", description = "Say what would be done, and do nothing.")
    private boolean dryRun;

    /** The modes as users write them. */
    static final class Modes implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(FeedMode.values())
                    .map(mode -> mode.name().toLowerCase(Locale.ROOT))
                    .iterator();
        }
    }

    FeedsAddCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        session.settings();
        Optional<FeedsFile.Change> change = new FeedsFile(session.directory()).add(feed());
        String file = session.display(session.directory().resolve(SettingsReader.FILE));
        if (change.isEmpty()) {
            session.say(topic + " is a feed already; nothing changed");
        } else if (dryRun) {
            session.say("would add " + topic + " (" + mode.name().toLowerCase(Locale.ROOT) + ") to " + file);
        } else {
            change.get().write();
            session.say("added " + topic + " (" + mode.name().toLowerCase(Locale.ROOT) + ") to " + file);
            session.next("tributary ingest");
        }
        return Exit.DONE;
    }

    private Feed feed() {
        if (!key.isEmpty() && mode != FeedMode.LATEST) {
            throw CommandFailedException.usage("--key has a meaning for --mode latest only", "add --mode latest");
        }
        try {
            return new Feed(
                    topic,
                    mode,
                    key,
                    confidential,
                    Optional.ofNullable(retention).map(FeedsAddCommand::period));
        } catch (IllegalArgumentException refused) {
            throw CommandFailedException.usage(String.valueOf(refused.getMessage()), "tributary topics list");
        }
    }

    private static Retention.Period period(String text) {
        if (text.equals("never")) {
            return Retention.Period.FOREVER;
        }
        return Durations.parse(text)
                .filter(duration -> !duration.isZero())
                .map(Retention.Period::of)
                .orElseThrow(() -> CommandFailedException.usage(
                        "--retention must be a duration such as 36h or 30d, longer than zero, or never, not '" + text
                                + "'",
                        "--retention 30d"));
    }
}
