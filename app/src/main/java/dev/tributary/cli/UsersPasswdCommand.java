package dev.tributary.cli;

import dev.tributary.config.Settings;
import dev.tributary.governance.Accounts;
import dev.tributary.governance.AuditAction;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "passwd",
        description = "Give a user another password, read from standard input or asked for on a terminal.",
        footer = {"tributary users passwd anna", "tributary users passwd anna < password.txt"})
final class UsersPasswdCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "NAME", description = "The user.")
    private String name = "";

    UsersPasswdCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Settings settings = session.settings();
        UsersProject.change(settings, warehouse -> {
            Accounts accounts = new Accounts(warehouse);
            accounts.require(name);
            accounts.setPassword(name, new PasswordInput(session).read());
            return true;
        });
        session.access(settings).record(AuditAction.USER, Map.of("did", "changed password", "user", name));
        session.say("changed the password of " + name);
        return Exit.DONE;
    }
}
