package dev.tributary.cli;

import dev.tributary.config.SettingsReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "validate",
        description = "Check tributary.yaml and the environment; report all problems at once, or exit 0.",
        footer = "tributary config validate         exit 7 when anything is wrong")
final class ConfigValidateCommand implements Callable<Integer> {
    private final Session session;

    ConfigValidateCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        session.settings();
        Path file = session.directory().resolve(SettingsReader.FILE);
        session.say(
                Files.exists(file)
                        ? session.colours().good("ok") + "  " + session.display(file)
                        : session.colours().good("ok") + "  there is no " + session.display(file)
                                + "; the defaults hold");
        session.next("tributary config show --changed");
        return Exit.DONE;
    }
}
