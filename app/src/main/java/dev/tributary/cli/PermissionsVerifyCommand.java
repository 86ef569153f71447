package dev.tributary.cli;

import dev.tributary.config.Settings;
import dev.tributary.governance.AuditAction;
import dev.tributary.governance.Finding;
import dev.tributary.pipeline.PermissionsDrift;
import dev.tributary.pipeline.Words;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "verify",
        description = {
            "Find what has drifted: users without permissions, permissions for nobody or for nothing, expired tokens, and files that other users of this machine"
                    + " can open, past every permission. Exit 6 when there is any.",
            "",
            "File modes are mended with --mend-modes alone."
        },
        footer = {"tributary permissions verify", "tributary permissions verify --mend-modes"})
final class PermissionsVerifyCommand implements Callable<Integer> {
    private static final List<Column> COLUMNS = List.of(
            Column.text("kind"),
            Column.text("subject"),
            Column.text("problem"),
            Column.text("fix"),
            Column.text("mended"));

    private final Session session;

    @Option(names = "--mend-modes", description = "Close files and folders to everybody but their owner.")
    private boolean mendModes;

    PermissionsVerifyCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Settings settings = session.settings();
        PermissionsDrift drift = PermissionsDrift.find(
                settings, mendModes, session.shell().clock().instant());
        print(drift.findings());
        if (drift.mended() > 0) {
            session.access(settings).record(AuditAction.MEND, Map.of("files", drift.mended()));
        }
        session.say(drift.open() == 0 ? drift.words() : Words.count(drift.open(), "finding", "findings"));
        return drift.open() == 0 ? Exit.DONE : Exit.CHECK_FAILED;
    }

    private void print(List<Finding> findings) {
        if (findings.isEmpty() && session.options().format() == Format.TABLE) {
            return;
        }
        boolean people = session.options().format() == Format.TABLE;
        try (Rows rows = session.rows(COLUMNS)) {
            findings.forEach(finding -> rows.row(
                    finding.kind().name().toLowerCase(Locale.ROOT),
                    finding.subject(),
                    finding.problem(),
                    finding.fix(),
                    people ? (finding.mended() ? "yes" : "") : (Object) finding.mended()));
        }
    }
}
