package dev.tributary.cli;

import dev.tributary.config.Settings;
import dev.tributary.governance.Account;
import dev.tributary.governance.Accounts;
import dev.tributary.governance.Grant;
import dev.tributary.governance.Permissions;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "list",
        description = "The users, their roles, and how many permissions each has.",
        footer = {"tributary users list", "tributary users list -o json"})
final class UsersListCommand implements Callable<Integer> {
    private static final List<Column> COLUMNS = List.of(
            Column.text("name"),
            Column.text("role"),
            Column.text("password"),
            Column.count("permissions"),
            Column.text("since"));

    private final Session session;

    UsersListCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Settings settings = session.settings();
        List<Account> accounts = UsersProject.list(settings, warehouse -> new Accounts(warehouse).all());
        List<Grant> grants = UsersProject.list(settings, warehouse -> new Permissions(warehouse).all());
        if (accounts.isEmpty() && session.options().format() == Format.TABLE) {
            session.say("no users; whoever can open this folder may do everything");
            session.next("tributary users add NAME --role analyst");
            return Exit.DONE;
        }
        try (Rows rows = session.rows(COLUMNS)) {
            for (Account account : accounts) {
                rows.row(
                        account.name(),
                        account.role().text(),
                        account.hasPassword() ? "yes" : "no",
                        grants.stream()
                                .filter(grant -> grant.user().equalsIgnoreCase(account.name()))
                                .count(),
                        account.madeAt());
            }
        }
        return Exit.DONE;
    }
}
