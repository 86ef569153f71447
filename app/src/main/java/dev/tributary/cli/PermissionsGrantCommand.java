package dev.tributary.cli;

import dev.tributary.config.Settings;
import dev.tributary.governance.Folders;
import dev.tributary.governance.Grant;
import dev.tributary.governance.Masks;
import dev.tributary.governance.Permissions;
import dev.tributary.governance.RowFilter;
import dev.tributary.pipeline.PermissionsDrift;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "grant",
        description = {
            "Let a user read or write a folder of the lake, which is also a table of the warehouse. It takes the place of what he had for that folder.",
            "",
            "A pattern (TRANSACTIONS_*) is about every folder that matches, also those to come; it never reaches folders with raw personal data, which have to be"
                    + " named. Where several rows are about one folder, one that lets him read suffices, and the masks and filters of all hold."
        },
        footer = {
            "tributary permissions grant anna TRANSACTIONS_USD --read",
            "tributary permissions grant anna 'TRANSACTIONS_*' --read --mask USER_ID_HASHED=hide --mask CITY=first:1",
            "tributary permissions grant paul TRANSACTIONS_USD --read --where \"COUNTRY = 'France'\""
        })
final class PermissionsGrantCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "USER", index = "0", description = "The user.")
    private String user = "";

    @Parameters(paramLabel = "FOLDER", index = "1", description = "The folder, or a pattern with * and ?.")
    private String folder = "";

    @Option(names = "--read", description = "He may read it.")
    private boolean read;

    @Option(names = "--write", description = "He may write to it: resubmit and discard its records in quarantine.")
    private boolean write;

    @Option(
            names = "--mask",
            paramLabel = "COLUMN=MASK",
            description =
                    "What he sees of a column: hide (nothing), redact (***) or first:N (N characters). May be repeated.")
    private Map<String, String> masks = new TreeMap<>();

    @Option(
            names = "--where",
            paramLabel = "SQL",
            description = "Which rows he sees: an expression over the columns of the row.")
    private @Nullable String where;

    PermissionsGrantCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (!read && !write) {
            throw CommandFailedException.usage("a grant needs a right", "add --read, --write or both");
        }
        Settings settings = session.settings();
        Folders folders = PermissionsDrift.folders(settings);
        Grant grant = new Grant(
                user,
                folder,
                read,
                write,
                new Masks(masks),
                Optional.ofNullable(where).map(RowFilter::of),
                session.shell().clock().instant(),
                session.caller().name());
        Optional<Grant> before =
                UsersProject.change(settings, warehouse -> new Permissions(warehouse).grant(grant, folders));
        audit(settings, grant);
        session.say(user + " may now " + PermissionsListCommand.told(grant)
                + before.map(old -> "; before: " + PermissionsListCommand.told(old))
                        .orElse(""));
        session.next("tributary sql --as " + user);
        return Exit.DONE;
    }

    private void audit(Settings settings, Grant grant) {
        Map<String, Object> details = new TreeMap<>(Map.of("user", user, "folder", folder, "rights", grant.rights()));
        if (!grant.masks().isEmpty()) {
            details.put("masks", grant.masks().text());
        }
        session.access(settings).recordGrant(details, grant.rowFilter());
    }
}
