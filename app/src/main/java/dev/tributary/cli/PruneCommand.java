package dev.tributary.cli;

import dev.tributary.config.Durations;
import dev.tributary.config.Settings;
import dev.tributary.governance.Access;
import dev.tributary.governance.AuditAction;
import dev.tributary.lake.Kind;
import dev.tributary.lake.LakeFile;
import dev.tributary.pipeline.ExpiredFile;
import dev.tributary.pipeline.PruneExpiredDays;
import dev.tributary.pipeline.PrunePlan;
import dev.tributary.pipeline.PruneReport;
import dev.tributary.pipeline.Words;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "prune",
        description = {
            "Delete, or archive, the days of the lake that have expired and are loaded. Nothing is done until --yes.",
            "",
            "How long a day stays after its end is retention.after, or the feed's own retention. The warehouse keeps its rows; the ledger keeps what was deleted, so"
                    + " that verify still adds up. Kept are a file that is not loaded to its end, a day with records open in quarantine, what is damaged, behind a"
                    + " link, made by another tool, restored lately, or being read by a backup. It may run while everything else does.",
            "",
            "With retention.archive: parquet the lines are first packed under pipeline/_archive: tributary archive list."
        },
        footer = {"tributary prune", "tributary prune --yes", "tributary prune --yes --max-share 1"})
final class PruneCommand implements Callable<Integer> {
    private static final List<Column> COLUMNS = List.of(
            Column.text("topic"),
            Column.text("date"),
            Column.text("kind"),
            Column.count("records"),
            Column.count("bytes").titled("size"),
            Column.text("state"),
            Column.text("action"));

    private final Session session;

    @Option(names = "--yes", description = "Do it.")
    private boolean yes;

    @Option(
            names = "--max-share",
            paramLabel = "SHARE",
            description =
                    "Delete at most this share of the lake's bytes, above 0 and up to 1. Default: retention.max-share.")
    private @Nullable Double maxShare;

    PruneCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        OptionalDouble share = share();
        Settings settings = session.settings();
        PruneExpiredDays prune = new PruneExpiredDays(settings);
        Instant now = session.shell().clock().instant();
        boolean deletes = yes && settings.retention().delete();
        if (!deletes) {
            return dryRun(settings, prune.plan(now));
        }
        PruneReport report = prune.run(now, share.orElse(settings.retention().maxShare()));
        Access access = session.access(settings);
        report.audited().forEach(file -> access.record(AuditAction.PRUNE, file));
        return report(settings, report);
    }

    private OptionalDouble share() {
        if (maxShare == null) {
            return OptionalDouble.empty();
        }
        if (!(maxShare > 0 && maxShare <= 1)) {
            throw CommandFailedException.usage(
                    "--max-share must be above 0 and at most 1, not " + maxShare, "--max-share 0.8");
        }
        return OptionalDouble.of(maxShare);
    }

    private int dryRun(Settings settings, PrunePlan plan) {
        rows(plan.expired(), "archive", "delete");
        List<LakeFile> deletable = plan.deletable();
        session.say(String.format(
                Locale.ROOT,
                "%s of %,d (%s, %.0f %% of the lake)%s",
                Words.pruned("would", plan.archived(), deletable.size() - plan.archived()),
                plan.files(),
                Words.bytes(plan.deletableBytes()),
                plan.share() * 100,
                policy(settings)));
        if (yes) {
            session.say("nothing deleted: retention.delete is false");
        } else if (!deletable.isEmpty()) {
            session.say("nothing deleted; add --yes");
        }
        return Exit.DONE;
    }

    private int report(Settings settings, PruneReport report) {
        rows(report.files(), "archived", "deleted");
        session.say(Words.pruned("", report.archived(), report.deleted()) + " with "
                + Words.count(report.records(), "record", "records") + ", " + Words.bytes(report.bytes())
                + policy(settings));
        if (!report.failures().isEmpty()) {
            throw new CommandFailedException(
                    report.result().takenOut().isEmpty() ? Exit.FAILED : Exit.PARTIAL,
                    Words.count(report.failures().size(), "file", "files") + " could not be archived, first: "
                            + report.failures().get(0),
                    Optional.of("mend that, then run it again; what could not be archived is in the lake as before"));
        }
        if (!report.result().held().isEmpty()) {
            throw new CommandFailedException(
                    report.result().takenOut().isEmpty() ? Exit.FAILED : Exit.PARTIAL,
                    "the lake is being read: "
                            + String.join(", ", report.result().held()),
                    Optional.of("run it again when that has ended"));
        }
        session.next("tributary verify");
        return Exit.DONE;
    }

    private static String policy(Settings settings) {
        return settings.retention()
                .after()
                .length()
                .map(length -> "; days stay " + Durations.text(length) + " unless their feed says otherwise")
                .orElse("; days stay for ever unless their feed says otherwise");
    }

    private void rows(List<ExpiredFile> files, String archive, String delete) {
        boolean people = session.options().format() == Format.TABLE;
        if (files.isEmpty() && people) {
            return;
        }
        try (Rows rows = session.rows(COLUMNS)) {
            for (ExpiredFile expired : files) {
                LakeFile file = expired.file();
                rows.row(
                        file.topic(),
                        file.date().map(Object::toString).orElse(""),
                        file.kind() == Kind.DATA ? "data" : "dead letters",
                        file.records(),
                        people ? Words.bytes(file.length()) : (Object) file.length(),
                        expired.state(),
                        expired.deletable() ? (expired.archived() ? archive : delete) : "keep");
            }
        }
    }
}
