package dev.tributary.cli;

import dev.tributary.config.Settings;
import dev.tributary.governance.Accounts;
import dev.tributary.governance.AuditAction;
import dev.tributary.governance.Role;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "add",
        description = {
            "Add a user. An analyst may read what is granted to him, and nothing else; an admin may do everything.",
            "",
            "A password is read from standard input or asked for on a terminal, never taken from the command line."
        },
        footer = {
            "tributary users add anna --role analyst",
            "tributary users add lee --role admin --password < password.txt"
        })
final class UsersAddCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "NAME", description = "The user's name: letters, digits, '.', '_', '@', '-'.")
    private String name = "";

    @Option(names = "--role", paramLabel = "ROLE", required = true, description = "admin or analyst.")
    private Role role = Role.ANALYST;

    @Option(names = "--password", description = "Give the user a password; its first line is read from standard input.")
    private boolean password;

    UsersAddCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Settings settings = session.settings();
        Optional<char[]> secret = password ? Optional.of(new PasswordInput(session).read()) : Optional.empty();
        UsersProject.change(settings, warehouse -> {
            new Accounts(warehouse)
                    .add(name, role, secret, session.shell().clock().instant());
            return true;
        });
        session.access(settings)
                .record(
                        AuditAction.USER,
                        Map.of("did", "added", "user", name, "role", role.text(), "password", secret.isPresent()));
        session.say("added " + name + ", " + role.text());
        session.next(
                role == Role.ANALYST
                        ? "tributary permissions grant " + name + " FOLDER --read"
                        : "tributary users token " + name);
        return Exit.DONE;
    }
}
