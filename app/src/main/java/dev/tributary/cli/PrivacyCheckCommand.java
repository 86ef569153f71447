package dev.tributary.cli;

import dev.tributary.config.Settings;
import dev.tributary.governance.AuditAction;
import dev.tributary.lake.LakeLayout;
import dev.tributary.pipeline.Words;
import dev.tributary.privacy.PrivacyCheck;
import dev.tributary.privacy.PrivacyCheckResult;
import dev.tributary.privacy.PrivacyScope;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "check",
        description = {
            "Attack the pseudonyms and masks, and search every folder of the project for what identifies a person in clear. Exit 6 when anything is found.",
            "",
            "Every user id, name and street that the generator can make, and every line of --list, is tried as the bare value, as each digest that Java knows, with salts and keys"
                    + " that are easily guessed, and under secrets that are none. Searched are lake, warehouse (tables, and the bytes of its files with free pages), ledger,"
                    + " audit trail, reports, archives, logs, backups (backup.folder) and whatever else lies there; values are never printed. Quarantine and dead letters hold clear values by"
                    + " their nature: they are counted, and must be for their owner alone. The embedded broker's own data is not searched. It reads only, and may run while everything else does."
        },
        footer = {
            "tributary privacy check",
            "tributary privacy check --list customers.txt",
            "tributary privacy check --not-zip ORDER_NO",
            "tributary privacy check -o json | jq '.[] | select(.outcome == \"found\")'"
        })
final class PrivacyCheckCommand implements Callable<Integer> {
    private static final List<Column> COLUMNS = List.of(
            Column.text("check"),
            Column.count("looked_at"),
            Column.text("unit").titled("of"),
            Column.count("candidates"),
            Column.count("found"),
            Column.text("outcome"),
            Column.text("detail"));

    private final Session session;

    @Option(
            names = "--list",
            paramLabel = "FILE",
            description =
                    "Values of your own to try and to look for, one a line, in UTF-8. The file itself is not searched.")
    private @Nullable String list;

    @Option(
            names = "--not-zip",
            paramLabel = "NAME",
            description =
                    "A member or column whose five digits are no ZIP codes, an order number say. May be repeated.")
    private Set<String> notZips = Set.of();

    PrivacyCheckCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Optional<Path> file = Optional.ofNullable(list)
                .map(name -> session.shell().directory().resolve(name));
        List<String> listed = file.map(this::read).orElse(List.of());
        Settings settings = session.settings();
        PrivacyCheckResult result;
        try (Progress progress = new Progress(session, "searching", -1)) {
            result = PrivacyCheck.run(
                    scope(settings, listed, file),
                    session.shell().clock(),
                    (what, done, total) -> progress.reached(done, total));
        }
        session.access(settings)
                .record(
                        AuditAction.CHECK,
                        Map.of(
                                "what", "privacy",
                                "checks", result.rows().size(),
                                "found", result.found(),
                                "passed", result.passed()));
        print(result);
        return result.passed() ? Exit.DONE : Exit.CHECK_FAILED;
    }

    private List<String> read(Path file) {
        try {
            List<String> values = Files.readAllLines(file).stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
            if (values.isEmpty()) {
                throw CommandFailedException.usage("--list " + list + ": no value is in it", "one value a line");
            }
            return values;
        } catch (MalformedInputException e) {
            throw CommandFailedException.usage("--list " + list + ": is not text in UTF-8", "one value a line");
        } catch (IOException e) {
            throw CommandFailedException.usage(
                    "--list " + list + ": cannot be read: " + e.getClass().getSimpleName(),
                    "name a file with one value a line");
        }
    }

    private PrivacyScope scope(Settings settings, List<String> listed, Optional<Path> list) {
        boolean embedded = settings.kafka().bootstrapServers().isEmpty();
        String source = settings.streams().rules().source();
        return new PrivacyScope(
                settings.directory(),
                new LakeLayout(settings.lake()),
                settings.feeds(),
                settings.warehouse().database(),
                settings.state(),
                settings.broker().directory(),
                source,
                embedded
                        ? "for ever, as the embedded broker keeps everything"
                        : "as long as the topic's own retention.ms says: tributary topics describe " + source,
                settings.backup().folder(),
                hosts(settings),
                listed,
                notZips,
                list);
    }

    private static Set<String> hosts(Settings settings) {
        return settings.kafka().bootstrapServers().stream()
                .flatMap(servers -> Arrays.stream(servers.split(",", -1)))
                .map(server -> server.strip().replaceFirst(":\\d+$", ""))
                .collect(Collectors.toSet());
    }

    private void print(PrivacyCheckResult result) {
        boolean people = session.options().format() == Format.TABLE;
        try (Rows rows = session.rows(COLUMNS)) {
            for (PrivacyCheckResult.Row row : result.rows()) {
                rows.row(
                        row.check(),
                        row.lookedAt(),
                        row.unit(),
                        people && row.candidates() == 0 ? "" : (Object) row.candidates(),
                        row.found(),
                        outcome(row.outcome()),
                        row.detail());
            }
        }
        for (PrivacyCheckResult.Finding finding : result.findings()) {
            session.shell()
                    .err()
                    .println(session.colours().bad("found:") + " " + finding.where() + ": "
                            + String.format(Locale.ROOT, "%,d x ", finding.count()) + finding.what());
        }
        String took = Words.duration(Duration.ofMillis(result.millis()));
        session.say(
                result.passed()
                        ? "nothing recovered, and nothing in clear; " + took
                        : Words.count(result.findings().size(), "finding", "findings") + "; " + took);
        if (!result.passed()) {
            session.say("docs/privacy.md says for each kind what to do about it");
        }
    }

    private static String outcome(PrivacyCheckResult.Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
