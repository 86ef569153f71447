package dev.tributary.cli;

import dev.tributary.broker.BrokerException;
import dev.tributary.config.Settings;
import dev.tributary.governance.AuditAction;
import dev.tributary.pipeline.LookAt;
import dev.tributary.streams.KeyRotation;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "rotate",
        description = {
            "Put a new version of the pseudonyms' key into its file. Nothing is done until --yes.",
            "",
            "The new version makes the pseudonyms from the next start of the streams on; rows made under it say so in PSEUDONYM_KEY. The old versions stay in the"
                    + " file, because privacy forget and privacy check need them. Each user gets a new pseudonym, and so new totals in USER_SPENDING_BY_TYPE that"
                    + " begin at zero."
        },
        footer = {"tributary privacy rotate", "tributary privacy rotate --yes"})
final class PrivacyRotateCommand implements Callable<Integer> {
    private final Session session;

    @Option(names = "--yes", description = "Do it.")
    private boolean yes;

    PrivacyRotateCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Settings settings = session.settings();
        KeyRotation rotation =
                KeyRotation.of(settings.pseudonymKey(), session.shell().environment());
        String file = session.display(settings.pseudonymKey());
        if (!yes) {
            session.say("would put version " + rotation.next() + " of the key into " + file
                    + "; it becomes active at the next start of the streams");
            explain(rotation);
            running(settings, rotation);
            session.say("nothing changed; add --yes");
            return Exit.DONE;
        }
        rotation.run();
        session.access(settings).record(AuditAction.ROTATE, Map.of("key", "pseudonyms", "version", rotation.next()));
        session.say("version " + rotation.next() + " of the key is in " + file
                + "; it becomes active at the next start of the streams");
        explain(rotation);
        running(settings, rotation);
        session.say("take a new backup: without this file nobody is found again under version " + rotation.next());
        session.next("tributary privacy check");
        return Exit.DONE;
    }

    private void explain(KeyRotation rotation) {
        session.say("  "
                + (rotation.active() == 1
                        ? "version 1 stays in the file"
                        : "versions 1 to " + rotation.active() + " stay in the file")
                + ": privacy forget and privacy check need what was made before");
        session.say(
                "  each user gets a new pseudonym; totals per user begin anew under it, the old ones stay as they are");
    }

    /** The streams read the key once, when they start. */
    private void running(Settings settings, KeyRotation rotation) {
        try {
            if (LookAt.streamsThreads(settings).orElse(0) > 0) {
                session.say("  streams are running: they go on with version " + rotation.active()
                        + " until they are started again; have all instances use the same file");
            }
        } catch (BrokerException e) {
            session.say("  whether streams are running cannot be told: " + e.getMessage());
        }
    }
}
