package dev.tributary.cli;

import dev.tributary.config.Settings;
import dev.tributary.governance.AuditAction;
import dev.tributary.governance.Grant;
import dev.tributary.governance.Permissions;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "revoke",
        description =
                "Take a permission away. It is gone for the next statement; one that runs goes on with what it began with.",
        footer = {
            "tributary permissions revoke anna TRANSACTIONS_USD",
            "tributary permissions revoke anna TRANSACTIONS_USD --write"
        })
final class PermissionsRevokeCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "USER", index = "0", description = "The user.")
    private String user = "";

    @Parameters(paramLabel = "FOLDER", index = "1", description = "The folder or pattern, as it was granted.")
    private String folder = "";

    @Option(names = "--read", description = "Only the right to read.")
    private boolean read;

    @Option(names = "--write", description = "Only the right to write.")
    private boolean write;

    PermissionsRevokeCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Settings settings = session.settings();
        boolean all = !read && !write;
        Optional<Grant> left = UsersProject.change(
                settings, warehouse -> new Permissions(warehouse).revoke(user, folder, read || all, write || all));
        String rights = left.map(Grant::rights).orElse("nothing");
        session.access(settings).record(AuditAction.REVOKE, Map.of("user", user, "folder", folder, "left", rights));
        session.say(user + " may now "
                + left.map(PermissionsListCommand::told)
                        .orElse("do nothing with " + folder + " by a permission of that name"));
        return Exit.DONE;
    }
}
