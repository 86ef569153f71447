package dev.tributary.cli;

import dev.tributary.config.Settings;
import dev.tributary.governance.Access;
import dev.tributary.governance.AuditAction;
import dev.tributary.lake.Kind;
import dev.tributary.lake.LakeErasure;
import dev.tributary.lake.LakeFile;
import dev.tributary.pipeline.ForgetPerson;
import dev.tributary.pipeline.HeldByKafka;
import dev.tributary.pipeline.KafkaConnection;
import dev.tributary.pipeline.Words;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "forget",
        description = {
            "Erase a person everywhere: the lake's lines, quarantine and dead letters, archives, the warehouse with its summaries, kept reports. Nothing is done until --yes.",
            "",
            "The person is named as the source topic names them; '-' reads the name from standard input, so that no shell remembers it. Their pseudonyms are made under every"
                    + " version of the key. What stays is a note by which their records are known again, and nothing else: what a replay, a rebuilding or the restoring of an"
                    + " older backup brings back of them is erased again. An erasure covers the records up to its moment.",
            "",
            "Ingestion has to be ended first. Killed on the way, run it again, or --resume. In the end the bytes of everything are searched; exit code 6 when anything is left."
        },
        footer = {
            "tributary privacy forget USER-4026",
            "tributary privacy forget USER-4026 --yes",
            "tributary privacy forget - --yes < person.txt",
            "tributary privacy forget USER-4026 --yes --purge-source",
            "tributary privacy forget --resume"
        })
final class PrivacyForgetCommand implements Callable<Integer> {
    private static final List<Column> COLUMNS =
            List.of(Column.text("place"), Column.text("name"), Column.count("count"), Column.text("action"));

    private final Session session;

    @Parameters(
            paramLabel = "USER-ID",
            arity = "0..1",
            description = "The person's USER_ID in clear; '-' reads it from standard input.")
    private @Nullable String user;

    @Option(names = "--yes", description = "Do it.")
    private boolean yes;

    @Option(
            names = "--resume",
            description = "Bring erasures to their end that were broken off; nobody has to be named.")
    private boolean resume;

    @Option(
            names = "--purge-source",
            description = {
                "Also empty the embedded broker's topics that hold records of them, and take them out of the topology's state.",
                "Refused while anything in these topics is not in lake and warehouse."
            })
    private boolean purge;

    private Set<String> emptied = Set.of();

    PrivacyForgetCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (resume == (user != null)) {
            throw CommandFailedException.usage(
                    resume ? "--resume is for those who are decided already" : "nobody is named",
                    resume
                            ? "tributary privacy forget --resume"
                            : "tributary privacy forget USER-4026, or '-' to read it");
        }
        Settings settings = session.settings();
        try (LiveLine line = new LiveLine(session)) {
            ForgetPerson forget = new ForgetPerson(
                    settings, session.shell().environment(), (what, done) -> reached(line, what, done));
            return resume ? resume(settings, forget) : forget(settings, forget, id());
        }
    }

    private void reached(LiveLine line, String what, long done) {
        if (session.shell().terminal() && !session.quiet()) {
            line.update(
                    String.format(Locale.ROOT, "%s %,d", what, done),
                    session.shell().clock().instant());
        }
    }

    private String id() {
        if (user != null && !user.equals("-")) {
            return user;
        }
        try {
            String line =
                    new BufferedReader(new InputStreamReader(session.shell().in(), StandardCharsets.UTF_8)).readLine();
            if (line == null) {
                throw CommandFailedException.usage(
                        "there is no id on standard input", "tributary privacy forget - < person.txt");
            }
            return line.strip();
        } catch (IOException e) {
            throw new UncheckedIOException("read the id: " + e.getMessage(), e);
        }
    }

    private int forget(Settings settings, ForgetPerson forget, String id) {
        ForgetPerson.Plan plan = plan(settings, forget, id);
        if (!yes) {
            return dryRun(plan);
        }
        Access access = session.access(settings);
        ForgetPerson.Result result = forget.run(
                id, now(), erasure -> access.record(AuditAction.ERASE, Map.of("did", "decided", "erasure", erasure)));
        int exit = done(access, result);
        backups(plan.backups());
        if (!purge) {
            kafka(plan.kafka());
            return exit;
        }
        return purge(forget, id, access) == Exit.DONE ? exit : Exit.CHECK_FAILED;
    }

    private int purge(ForgetPerson forget, String id, Access access) {
        Set<String> topics = forget.purge(id, now());
        access.record(AuditAction.ERASE, Map.of("did", "purged", "topics", String.join(" ", topics)));
        session.say("emptied: " + (topics.isEmpty() ? "no topic had any" : String.join(", ", topics))
                + "; the topology makes its local state anew when it starts");
        List<Path> left = forget.leftInKafka(id, now());
        if (left.isEmpty()) {
            session.say("searched the broker's folder and the topology's state: nothing of them is left");
            return Exit.DONE;
        }
        return left(left);
    }

    private ForgetPerson.Plan plan(Settings settings, ForgetPerson forget, String id) {
        forget.requireId(id);
        Optional<KafkaConnection> kafka = kafka(settings);
        try {
            if (purge && kafka.isPresent()) {
                emptied = forget.requirePurge(id, kafka.get(), now());
            }
            return forget.look(id, kafka, now());
        } finally {
            kafka.ifPresent(KafkaConnection::close);
        }
    }

    /** An embedded broker that never ran on this folder holds nothing. */
    private Optional<KafkaConnection> kafka(Settings settings) {
        boolean nothingToStart = settings.kafka().bootstrapServers().isEmpty()
                && !Files.exists(settings.broker().directory());
        return nothingToStart ? Optional.empty() : Optional.of(session.kafka(settings));
    }

    private int dryRun(ForgetPerson.Plan plan) {
        if (plan.nothing()) {
            session.say("no records of that person were found in lake, warehouse or reports");
        } else {
            try (Rows rows = session.rows(COLUMNS)) {
                lines(plan.lake()).forEach((name, count) -> rows.row("lake", name, count, "erase"));
                archives(plan.archives()).forEach((name, count) -> rows.row("archive", name, count, "erase"));
                foreign(plan.lake())
                        .forEach((name, count) -> rows.row("lake", name, count, "keep: made by another tool"));
                plan.rows().forEach((name, count) -> rows.row("warehouse", name, count, "erase"));
                plan.reports().forEach(report -> rows.row("report", session.display(report), 1, "delete"));
            }
        }
        plan.erased().ifPresent(at -> session.say("erased before, " + at));
        kafka(plan.kafka());
        if (!emptied.isEmpty()) {
            session.say("--purge-source would empty: " + String.join(", ", emptied));
        }
        backups(plan.backups());
        session.say("nothing erased; add --yes");
        return Exit.DONE;
    }

    /** By folder of the lake. */
    private static Map<String, Long> lines(List<LakeErasure.Found> found) {
        Map<String, Long> lines = new TreeMap<>();
        found.stream()
                .filter(file -> !file.file().foreign())
                .forEach(file -> lines.merge(
                        file.file().topic() + (file.file().kind() == Kind.DEAD_LETTER ? " (dead letters)" : ""),
                        file.lines(),
                        Long::sum));
        return lines;
    }

    private static Map<String, Long> archives(Map<LakeFile, Long> found) {
        Map<String, Long> lines = new TreeMap<>();
        found.forEach((file, count) -> lines.merge(file.topic(), count, Long::sum));
        return lines;
    }

    private static Map<String, Long> foreign(List<LakeErasure.Found> found) {
        Map<String, Long> lines = new TreeMap<>();
        found.stream()
                .filter(file -> file.file().foreign())
                .forEach(file -> lines.put(file.file().path(), file.lines()));
        return lines;
    }

    private void kafka(List<HeldByKafka> held) {
        if (!held.isEmpty()) {
            session.say("Kafka itself still holds:");
            held.forEach(topic -> session.say("  " + topic.topic() + ": "
                    + Words.count(topic.records(), "record", "records") + ", which " + topic.expires()));
        }
    }

    private void backups(List<ForgetPerson.KnownBackup> backups) {
        if (!backups.isEmpty()) {
            session.say(Words.count(backups.size(), "backup", "backups")
                    + " taken before may have them; who restores one erases them again: "
                    + Words.some(backups.stream()
                            .map(backup -> session.display(backup.folder()))
                            .toList()));
        }
    }

    private int resume(Settings settings, ForgetPerson forget) {
        if (forget.unfinished().isEmpty()) {
            session.say("no erasure was broken off");
            return Exit.DONE;
        }
        return done(session.access(settings), forget.resume(now()));
    }

    private int done(Access access, ForgetPerson.Result result) {
        Map<String, Long> lines = lines(result.lake());
        long lake = lines.values().stream().mapToLong(Long::longValue).sum()
                + result.archives().values().stream().mapToLong(Long::longValue).sum();
        long rows = result.rows().values().stream().mapToLong(Long::longValue).sum();
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("did", "done");
        details.put("erasure", String.join(" ", result.erasures()));
        details.put("lines", lake);
        details.put("rows", rows);
        details.put("reports", (long) result.reports().size());
        details.put("left", (long) result.left().size());
        access.record(AuditAction.ERASE, details);
        try (Rows table = session.rows(COLUMNS)) {
            lines.forEach((name, count) -> table.row("lake", name, count, "erased"));
            archives(result.archives()).forEach((name, count) -> table.row("archive", name, count, "erased"));
            result.rows().forEach((name, count) -> table.row("warehouse", name, count, "erased"));
            result.reports().forEach(report -> table.row("report", session.display(report), 1, "deleted"));
        }
        session.say(session.colours().good("erased:") + " " + Words.count(lake, "line", "lines") + ", "
                + Words.count(rows, "row", "rows") + ", "
                + Words.count(result.reports().size(), "report", "reports") + " ("
                + String.join(", ", result.erasures())
                + ")");
        return left(result.left());
    }

    private int left(List<Path> left) {
        if (left.isEmpty()) {
            session.say("searched lake, warehouse, reports, state and backups made since: nothing of them is left");
            return Exit.DONE;
        }
        List<String> names = new ArrayList<>();
        left.stream().sorted().forEach(path -> names.add(session.display(path)));
        session.say(session.colours().bad("NOT all gone:") + " " + Words.some(names) + " still "
                + (left.size() == 1 ? "has" : "have") + " something of them");
        session.say("  fix:  delete what another tool or person made, then run this again");
        return Exit.CHECK_FAILED;
    }

    private Instant now() {
        return session.shell().clock().instant();
    }
}
