package dev.tributary.cli;

import dev.tributary.config.Origin;
import dev.tributary.config.ShownSetting;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "show",
        description = "Print every setting, its value and where that comes from. Secrets are masked.",
        footer = {
            "tributary config show             what holds in the current folder",
            "tributary config show --changed   only what is not a default"
        })
final class ConfigShowCommand implements Callable<Integer> {
    private final Session session;

    @Option(names = "--changed", description = "Leave out the defaults.")
    private boolean changed;

    ConfigShowCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        List<ShownSetting> settings = session.settings().shown();
        try (Rows rows = session.rows(List.of(Column.text("setting"), Column.text("value"), Column.text("from")))) {
            settings.stream()
                    .filter(setting -> !changed || !(setting.origin() instanceof Origin.Default))
                    .forEach(setting -> rows.row(setting.key(), setting.value(), from(setting.origin())));
        }
        return Exit.DONE;
    }

    private String from(Origin origin) {
        return origin instanceof Origin.InFile file ? session.display(file.file()) + ":" + file.line() : origin.text();
    }
}
