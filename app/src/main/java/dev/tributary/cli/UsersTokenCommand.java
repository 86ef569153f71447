package dev.tributary.cli;

import dev.tributary.config.Durations;
import dev.tributary.config.Settings;
import dev.tributary.governance.Accounts;
import dev.tributary.governance.AuditAction;
import dev.tributary.governance.Scope;
import dev.tributary.governance.TokenInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "token",
        description = {
            "Make a token with which a program acts as a user: it stands in the environment variable TRIBUTARY_TOKEN.",
            "",
            "It is printed once; what is kept is a hash. A token of scope read can read as far as its user may and do nothing else."
        },
        footer = {
            "tributary users token anna --expires 90d",
            "tributary users token anna --list",
            "tributary users token anna --withdraw 3f9a1c0de4b7"
        })
final class UsersTokenCommand implements Callable<Integer> {
    private static final List<Column> COLUMNS =
            List.of(Column.text("id"), Column.text("scope"), Column.text("made"), Column.text("expires"));

    private final Session session;

    @Parameters(paramLabel = "NAME", description = "The user.")
    private String name = "";

    @Option(
            names = "--scope",
            paramLabel = "SCOPE",
            description = "read (default): only reading. all: whatever the user may do.")
    private Scope scope = Scope.READ;

    @Option(
            names = "--expires",
            paramLabel = "TIME",
            description = "How long it is valid, such as 12h or 30d (default); at most 366d.")
    private String expires = "30d";

    @Option(names = "--list", description = "Show the user's tokens, without their secrets.")
    private boolean list;

    @Option(names = "--withdraw", paramLabel = "ID", description = "Take back the token of this id.")
    private @Nullable String withdraw;

    UsersTokenCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Settings settings = session.settings();
        if (list && withdraw != null) {
            throw CommandFailedException.usage("give --list or --withdraw, not both", "tributary users token --help");
        }
        if (list) {
            print(settings);
        } else if (withdraw != null) {
            withdraw(settings, withdraw);
        } else {
            make(settings);
        }
        return Exit.DONE;
    }

    private void print(Settings settings) {
        List<TokenInfo> tokens = UsersProject.change(settings, warehouse -> new Accounts(warehouse).tokens(name));
        try (Rows rows = session.rows(COLUMNS)) {
            tokens.forEach(token -> rows.row(token.id(), token.scope().text(), token.madeAt(), token.expiresAt()));
        }
    }

    private void withdraw(Settings settings, String id) {
        UsersProject.change(settings, warehouse -> {
            new Accounts(warehouse).withdraw(name, id);
            return true;
        });
        session.access(settings).record(AuditAction.TOKEN, Map.of("did", "withdrawn", "user", name, "token", id));
        session.say("withdrew the token " + id);
    }

    private void make(Settings settings) {
        Duration lifetime = lifetime();
        Instant now = session.shell().clock().instant();
        String token = UsersProject.change(
                settings, warehouse -> new Accounts(warehouse).newToken(name, scope, lifetime, now));
        String until = now.plus(lifetime).toString();
        session.access(settings)
                .record(
                        AuditAction.TOKEN,
                        Map.of(
                                "did",
                                "made",
                                "user",
                                name,
                                "scope",
                                scope.text(),
                                "token",
                                token.substring(4, token.indexOf('_', 4)),
                                "expires",
                                until));
        session.out().println(token);
        session.say("valid until " + until + "; it is not shown again");
    }

    private Duration lifetime() {
        return Durations.parse(expires)
                .orElseThrow(() -> CommandFailedException.usage(
                        "--expires must be a time such as 12h or 30d, not '" + expires + "'", "--expires 30d"));
    }
}
