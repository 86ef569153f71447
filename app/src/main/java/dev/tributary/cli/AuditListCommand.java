package dev.tributary.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.governance.AuditAction;
import dev.tributary.governance.AuditEntry;
import dev.tributary.governance.AuditTrail;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "list",
        description = {
            "What was done, by whom and when: queries, grants, logins, prunes, resubmissions, erasures; the newest last.",
            "",
            "The trail holds no personal data: literals of a query stand in it as digests (#1a2b...) under the trail's own key. --about digests a value"
                    + " in the same way and finds the entries in which it was used."
        },
        footer = {
            "tributary audit list",
            "tributary audit list --user anna --action query --action answer -n 0 -o ndjson",
            "tributary audit list --about 3f9a1c0de4b7528896aa01c2d3e4f506"
        })
final class AuditListCommand implements Callable<Integer> {
    private static final List<Column> COLUMNS = List.of(
            Column.any("number"),
            Column.text("at"),
            Column.text("actor"),
            Column.text("action"),
            Column.text("details"));
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Session session;

    @Option(
            names = "--action",
            paramLabel = "ACTION",
            completionCandidates = Actions.class,
            description = "Only entries of this kind, such as query, grant or prune. May be repeated.")
    private List<String> actions = List.of();

    @Option(names = "--user", paramLabel = "NAME", description = "Only what this user did.")
    private @Nullable String user;

    @Option(
            names = "--about",
            paramLabel = "VALUE",
            description = "Only entries in which this value was used, as a literal of a query or otherwise.")
    private @Nullable String about;

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "N",
            description = "At most so many, the newest; 0 for all. Default: 50.")
    private long limit = 50;

    /** The kinds of entries as users write them. */
    static final class Actions implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(AuditAction.values()).map(AuditAction::text).iterator();
        }
    }

    AuditListCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        List<AuditAction> wanted =
                actions.stream().map(AuditListCommand::action).toList();
        if (limit < 0) {
            throw CommandFailedException.usage("--limit must not be negative, not " + limit, "--limit 50");
        }
        Path state = session.settings().state();
        if (!Files.exists(AuditTrail.file(state)) && !Files.exists(AuditTrail.anchorFile(state))) {
            session.say("nothing was audited here yet");
            return Exit.DONE;
        }
        try (AuditTrail trail = AuditTrail.open(state)) {
            long most = limit == 0 ? Long.MAX_VALUE : limit;
            print(about == null ? trail.newest(wanted, Optional.ofNullable(user), most) : about(trail, wanted, most));
        }
        session.next("tributary audit verify");
        return Exit.DONE;
    }

    private List<AuditEntry> about(AuditTrail trail, List<AuditAction> wanted, long most) {
        String digest = trail.digest(String.valueOf(about));
        List<AuditEntry> found = trail.newest(wanted, Optional.ofNullable(user), Long.MAX_VALUE).stream()
                .filter(entry -> entry.details().contains(digest))
                .toList();
        return found.subList((int) Math.max(0, found.size() - most), found.size());
    }

    private static AuditAction action(String name) {
        return Arrays.stream(AuditAction.values())
                .filter(action -> action.text().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> CommandFailedException.usage(
                        "there is no action " + name, "one of " + String.join(", ", (Iterable<String>) new Actions())));
    }

    private void print(List<AuditEntry> entries) {
        try (Rows rows = session.rows(COLUMNS)) {
            for (AuditEntry entry : entries) {
                List<@Nullable Object> row = new ArrayList<>();
                row.add(entry.number());
                row.add(entry.at());
                row.add(entry.actor());
                row.add(entry.action());
                row.add(session.options().format() == Format.TABLE ? forPeople(entry) : entry.details());
                rows.add(row);
            }
        }
    }

    /** The details without the signs of JSON. */
    private static String forPeople(AuditEntry entry) {
        try {
            JsonNode details = JSON.readTree(entry.details());
            List<String> words = new ArrayList<>();
            details.properties()
                    .forEach(member ->
                            words.add(member.getKey() + "=" + member.getValue().asText()));
            return String.join("  ", words);
        } catch (JsonProcessingException e) {
            return entry.details();
        }
    }
}
