package dev.tributary.cli;

import dev.tributary.config.Settings;
import dev.tributary.governance.Accounts;
import dev.tributary.governance.AuditAction;
import dev.tributary.pipeline.Words;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "remove",
        description = "Remove a user with his permissions and tokens.",
        footer = "tributary users remove anna")
final class UsersRemoveCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "NAME", description = "The user.")
    private String name = "";

    UsersRemoveCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Settings settings = session.settings();
        int permissions = UsersProject.change(settings, warehouse -> new Accounts(warehouse).remove(name));
        session.access(settings)
                .record(AuditAction.USER, Map.of("did", "removed", "user", name, "permissions", permissions));
        session.say("removed " + name + " and " + Words.count(permissions, "permission", "permissions"));
        return Exit.DONE;
    }
}
