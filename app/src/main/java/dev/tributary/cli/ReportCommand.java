package dev.tributary.cli;

import dev.tributary.config.Settings;
import dev.tributary.governance.AuditAction;
import dev.tributary.lake.LakeLayout;
import dev.tributary.lake.LakeReader;
import dev.tributary.pipeline.KafkaConnection;
import dev.tributary.pipeline.PublishReport;
import dev.tributary.pipeline.Verification;
import dev.tributary.pipeline.Verify;
import dev.tributary.report.Edition;
import dev.tributary.report.KeptReport;
import dev.tributary.report.Language;
import dev.tributary.report.Period;
import dev.tributary.report.ReportException;
import dev.tributary.report.ReportFormat;
import dev.tributary.report.ReportShelf;
import dev.tributary.warehouse.Warehouse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "report",
        description = {
            "Make the report of the running system, as PDF or HTML; each one is kept under reports/ as well.",
            "",
            "Made as a user who is no administrator, it holds what he may read, says so, and goes to --out alone."
        },
        footer = {
            "tributary report",
            "tributary report --lang fr --out rapport.pdf",
            "tributary report --from 2026-11-01 --to 2026-11-30 --format html",
            "tributary report --verify         # reads Kafka again and shows the comparison",
            "tributary report --as anna --out anna.pdf"
        })
final class ReportCommand implements Callable<Integer>, OpenToUsers {
    private final Session session;

    @Option(names = "--lang", paramLabel = "en|fr", description = "The language. Default: en.")
    private Language language = Language.EN;

    @Option(
            names = "--from",
            paramLabel = "DATE",
            description = "The first day (UTC) that the analyses are about. Default: the first there is.")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "DATE", description = "The last day. Default: the last there is.")
    private @Nullable String to;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Where the report goes. Default: TP_DataLake_Report.pdf in the project folder.")
    private @Nullable Path out;

    @Option(
            names = "--format",
            paramLabel = "pdf|html",
            description = "What it is written as. Default: as the name of FILE ends, else pdf.")
    private @Nullable ReportFormat format;

    @Option(names = "--verify", description = "Compare Kafka, lake and warehouse record by record for it.")
    private boolean verify;

    ReportCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Edition edition = new Edition(period(), language, agreedFormat());
        Settings settings = session.settings();
        boolean everything = session.caller().administers();
        if (!everything) {
            requireUsersOptions(settings);
        }
        Path target = out == null
                ? settings.directory()
                        .resolve(ReportShelf.NAME + "." + edition.format().extension())
                : session.shell().directory().resolve(out).normalize();
        requireFolder(target);
        session.access(settings)
                .record(
                        AuditAction.EXPORT,
                        Map.of("what", "report", "format", edition.format().extension()));
        if (everything) {
            makeAndKeep(settings, edition, target);
        } else {
            makeReadable(settings, edition, target);
        }
        return Exit.DONE;
    }

    private void makeAndKeep(Settings settings, Edition edition, Path target) {
        KeptReport report = PublishReport.publish(
                settings,
                edition,
                verify ? Optional.of(verified(settings)) : Optional.empty(),
                session.shell().clock().instant());
        copy(report.file(), target);
        session.out().println(session.display(target));
        session.say("kept as " + session.display(report.file()));
        session.next("tributary report open");
    }

    private void makeReadable(Settings settings, Edition edition, Path target) {
        String user = session.caller().name();
        PublishReport.writeReadable(
                settings,
                user,
                session.access(settings),
                edition,
                target,
                session.shell().clock().instant());
        session.out().println(session.display(target));
        session.say("holds what " + user + " may read, and nothing else");
    }

    /** Without a file of his own a user would write over the administrators' report, and the comparison counts what he may not read. */
    private void requireUsersOptions(Settings settings) {
        if (verify) {
            session.access(settings).refuse("compare Kafka, lake and warehouse with report --verify");
        }
        if (out == null) {
            throw CommandFailedException.usage(
                    "a report made as " + session.caller().name() + " needs a file to go to",
                    "tributary report --out report.pdf");
        }
    }

    private Period period() {
        try {
            return new Period(day("--from", from), day("--to", to));
        } catch (ReportException backwards) {
            throw CommandFailedException.usage(
                    String.valueOf(backwards.getMessage()), backwards.fix().orElse("tributary report --help"));
        }
    }

    /** A file whose name says one thing and whose bytes another would be opened by the wrong program. */
    private ReportFormat agreedFormat() {
        Optional<ReportFormat> named = byName();
        if (format == null) {
            return named.orElse(ReportFormat.PDF);
        }
        if (named.isPresent() && named.get() != format) {
            throw CommandFailedException.usage(
                    "--format " + format.extension() + " does not go with the name of --out " + out,
                    "leave --format out, or name a file that ends in ." + format.extension());
        }
        return format;
    }

    private Optional<ReportFormat> byName() {
        String name = out == null ? "" : out.toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".html") || name.endsWith(".htm")) {
            return Optional.of(ReportFormat.HTML);
        }
        return name.endsWith(".pdf") ? Optional.of(ReportFormat.PDF) : Optional.empty();
    }

    private static Optional<LocalDate> day(String option, @Nullable String text) {
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalDate.parse(text));
        } catch (DateTimeParseException notADay) {
            throw CommandFailedException.usage(option + " must be a date, not '" + text + "'", option + " 2026-11-22");
        }
    }

    /** Whoever mistypes a folder should not wait for the report first. */
    private void requireFolder(Path target) {
        Path folder = target.getParent();
        if (out != null && (folder == null || !Files.isDirectory(folder))) {
            throw new CommandFailedException(
                    Exit.FAILED,
                    "there is no folder " + (folder == null ? target : session.display(folder)),
                    Optional.of("make it, or choose another --out"));
        }
        if (Files.isDirectory(target)) {
            throw new CommandFailedException(
                    Exit.FAILED, session.display(target) + " is a folder", Optional.of("name a file in it with --out"));
        }
    }

    private Verification verified(Settings settings) {
        Optional<Warehouse> warehouse = Optional.of(settings.warehouse().database())
                .filter(Files::exists)
                .map(Warehouse::openReadOnly);
        try (KafkaConnection kafka = session.kafka(settings);
                LakeReader lake = LakeReader.open(new LakeLayout(settings.lake()))) {
            return Verify.run(
                    kafka,
                    lake,
                    warehouse,
                    settings.feeds(),
                    session.erasures(settings),
                    session.shell().clock().instant(),
                    what -> {});
        } finally {
            warehouse.ifPresent(Warehouse::close);
        }
    }

    private static void copy(Path report, Path target) {
        try {
            ReportShelf.replace(target, stream -> Files.copy(report, stream));
        } catch (IOException e) {
            throw new ReportException(
                    "no report can be written to " + target, "choose another --out; it is kept under reports/", e);
        }
    }
}
