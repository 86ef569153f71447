package dev.tributary.cli;

import dev.tributary.governance.AuditAction;
import dev.tributary.pipeline.Restore;
import dev.tributary.pipeline.Words;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "restore",
        description = {
            "Bring a backup up in another folder, which goes on from there.",
            "",
            "Every file is compared with the manifest before anything is in its place. Ingestion then goes on at the offsets of the backup: what came to"
                    + " Kafka since is read, nothing twice.",
            "",
            "The settings are the backup's, unless the folder has a tributary.yaml: they say where the warehouse goes. Killed on the way, it is simply run"
                    + " again; every other command refuses a folder that is half restored."
        },
        footer = {
            "tributary restore /backups/2026-11-22 --dir shop2",
            "tributary ingest --once --dir shop2 && tributary load --dir shop2"
        })
final class RestoreCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "DIR", description = "The backup.")
    private Path backup = Path.of("");

    RestoreCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Path folder = session.shell().directory().resolve(backup).normalize();
        Restore.Result result;
        try (CopyProgress progress = new CopyProgress(session)) {
            result = Restore.run(
                    folder,
                    session.directory(),
                    session::settingsWith,
                    session.shell().environment(),
                    progress::copied);
        }
        session.access(session.settings())
                .record(
                        AuditAction.BACKUP,
                        Map.of("did", "restored", "taken", result.taken().toString(), "files", result.files()));
        session.say("restored " + Words.count(result.files(), "file", "files") + ", " + Words.bytes(result.bytes())
                + " as of " + result.taken() + " to " + session.display(session.directory()));
        if (!result.database().startsWith(session.directory())) {
            session.say("  the warehouse is " + session.display(result.database()));
        }
        session.next("tributary ingest --once");
        return Exit.DONE;
    }
}
