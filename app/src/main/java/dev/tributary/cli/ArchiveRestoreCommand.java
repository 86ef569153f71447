package dev.tributary.cli;

import dev.tributary.config.Durations;
import dev.tributary.config.Settings;
import dev.tributary.governance.Access;
import dev.tributary.governance.AuditAction;
import dev.tributary.lake.LakeFile;
import dev.tributary.lake.PrunedFile;
import dev.tributary.pipeline.ArchivedDays;
import dev.tributary.pipeline.Words;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "restore",
        description = {
            "Bring an archived day back into the lake, byte for byte as it was. Nothing is done until --yes.",
            "",
            "Its rows are in the warehouse and are not loaded again; where the warehouse was lost, the next load loads them. The archive is deleted; the day is pruned, and"
                    + " archived, again when --for is over. It may run while everything else does."
        },
        footer = {
            "tributary archive restore TRANSACTIONS_USD 2026-11-12",
            "tributary archive restore TRANSACTIONS_USD 2026-11-12 --for 30d --yes"
        })
final class ArchiveRestoreCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(index = "0", paramLabel = "TOPIC", description = "The topic, in any letter case.")
    private String topic = "";

    @Parameters(index = "1", paramLabel = "DAY", description = "The day, such as 2026-11-12.")
    private String day = "";

    @Option(
            names = "--for",
            paramLabel = "DURATION",
            description = "How long the day stays in the lake before it may be pruned again. Default: 7d.")
    private String stays = "7d";

    @Option(names = "--yes", description = "Do it.")
    private boolean yes;

    ArchiveRestoreCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Duration duration = Durations.parse(stays)
                .filter(length -> !length.isZero())
                .orElseThrow(() -> CommandFailedException.usage(
                        "--for must be a duration such as 36h or 7d, longer than zero, not '" + stays + "'",
                        "--for 7d"));
        Settings settings = session.settings();
        ArchivedDays days = new ArchivedDays(settings);
        List<PrunedFile> files = days.of(topic, date());
        String what = Words.count(files.size(), "file", "files") + " with "
                + Words.count(
                        files.stream().mapToLong(file -> file.file().records()).sum(), "record", "records");
        if (!yes) {
            session.say(
                    "would bring back " + what + " of " + files.get(0).file().topic() + " for " + stays);
            session.say("nothing is done; add --yes");
            return Exit.DONE;
        }
        Instant until = session.shell().clock().instant().plus(duration).truncatedTo(ChronoUnit.SECONDS);
        List<LakeFile> restored = days.restore(files, until);
        Access access = session.access(settings);
        restored.forEach(file -> access.record(
                AuditAction.ARCHIVE,
                Map.of(
                        "restored", file.path(),
                        "records", file.records(),
                        "until", until.toString())));
        session.say("brought back " + what + "; not pruned before " + until);
        session.next("tributary verify");
        return Exit.DONE;
    }

    private LocalDate date() {
        try {
            return LocalDate.parse(day);
        } catch (DateTimeException e) {
            throw CommandFailedException.usage(
                    "'" + day + "' is no day of the form YYYY-MM-DD", "tributary archive list shows the days");
        }
    }
}
