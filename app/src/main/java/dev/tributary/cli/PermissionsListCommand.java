package dev.tributary.cli;

import dev.tributary.config.Settings;
import dev.tributary.governance.Accounts;
import dev.tributary.governance.Grant;
import dev.tributary.governance.Permissions;
import dev.tributary.governance.RowFilter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "list",
        description =
                "Who may do what with which folder: the rows of the table permissions. A user who is no administrator sees his own.",
        footer = {"tributary permissions list", "tributary permissions list anna -o json"})
final class PermissionsListCommand implements Callable<Integer>, OpenToUsers {
    private static final List<Column> COLUMNS = List.of(
            Column.text("user"),
            Column.text("folder"),
            Column.text("can_read"),
            Column.text("can_write"),
            Column.text("masks"),
            Column.text("row_filter"),
            Column.text("granted_at"),
            Column.text("granted_by"));

    private final Session session;

    @Parameters(paramLabel = "USER", arity = "0..1", description = "Only this user's.")
    private @Nullable String user;

    PermissionsListCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Settings settings = session.settings();
        Optional<String> whose = session.caller().administers()
                ? Optional.ofNullable(user)
                : Optional.of(session.caller().name());
        whose.ifPresent(
                name -> UsersProject.list(settings, warehouse -> List.of(new Accounts(warehouse).require(name))));
        List<Grant> grants = UsersProject.list(settings, warehouse -> new Permissions(warehouse).all()).stream()
                .filter(grant -> whose.map(grant.user()::equalsIgnoreCase).orElse(true))
                .toList();
        if (grants.isEmpty() && session.options().format() == Format.TABLE) {
            session.say("no permissions" + whose.map(name -> " for " + name).orElse(""));
            return Exit.DONE;
        }
        boolean people = session.options().format() == Format.TABLE;
        try (Rows rows = session.rows(COLUMNS)) {
            for (Grant grant : grants) {
                rows.row(
                        grant.user(),
                        grant.folder(),
                        people ? yes(grant.canRead()) : (Object) grant.canRead(),
                        people ? yes(grant.canWrite()) : (Object) grant.canWrite(),
                        grant.masks().text(),
                        grant.rowFilter().map(RowFilter::sql).orElse(null),
                        grant.grantedAt(),
                        grant.grantedBy());
            }
        }
        return Exit.DONE;
    }

    private static String yes(boolean right) {
        return right ? "yes" : "";
    }

    /** A grant in words. */
    static String told(Grant grant) {
        return grant.rights().replace(", ", " and ") + " " + grant.folder()
                + (grant.masks().isEmpty() ? "" : ", masked: " + grant.masks().text())
                + grant.rowFilter().map(filter -> ", where " + filter.sql()).orElse("");
    }
}
