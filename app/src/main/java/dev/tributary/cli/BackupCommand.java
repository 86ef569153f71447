package dev.tributary.cli;

import dev.tributary.config.Settings;
import dev.tributary.pipeline.Backup;
import dev.tributary.pipeline.Words;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "backup",
        description = {
            "Copy lake, ledger and warehouse to a folder while everything runs.",
            "",
            "The copy is of one moment: each record in it once, and what is not in it is read from Kafka after a restore. It holds the settings and the"
                    + " pseudonym key as well, so keep it as safe as the project. A backup that was broken off has no MANIFEST and is not restored; taken into the same folder again, it begins anew."
        },
        footer = {"tributary backup /backups/2026-11-22", "tributary backup \"/backups/$(date +%F)\" --dir shop"})
final class BackupCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(
            paramLabel = "DIR",
            description = "A folder that is empty or not there yet, or has a backup that was broken off.")
    private Path target = Path.of("");

    BackupCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Settings settings = session.settings();
        Path folder = session.shell().directory().resolve(target).normalize();
        Backup.Result result;
        try (CopyProgress progress = new CopyProgress(session)) {
            result = Backup.take(settings, folder, session.shell().clock().instant(), progress::copied);
        }
        session.say("backed up " + Words.count(result.records(), "record", "records") + ", "
                + Words.count(result.files(), "file", "files") + ", " + Words.bytes(result.bytes()) + " to "
                + session.display(folder));
        session.say("Next: tributary restore " + session.display(folder) + " --dir NEW");
        return Exit.DONE;
    }
}
