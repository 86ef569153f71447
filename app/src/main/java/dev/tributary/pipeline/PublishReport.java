package dev.tributary.pipeline;

import dev.tributary.config.Settings;
import dev.tributary.governance.Access;
import dev.tributary.report.Edition;
import dev.tributary.report.KeptReport;
import dev.tributary.report.MakeReport;
import dev.tributary.report.PipelineFigures;
import dev.tributary.report.Reading;
import dev.tributary.report.ReportShelf;
import dev.tributary.warehouse.SqlEngine;
import dev.tributary.warehouse.SqlQuery;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** Makes reports of a project. */
public final class PublishReport {
    private PublishReport() {}

    /**
     * Makes a report of everything and keeps it in the project's folder {@code reports}.
     *
     * @param comparison what was found when Kafka, lake and warehouse were compared, if that is to be shown
     */
    public static KeptReport publish(
            Settings settings, Edition edition, Optional<Verification> comparison, Instant now) {
        try {
            return ReportShelf.of(settings.directory())
                    .keep(now, edition, out -> writeAll(settings, edition, comparison, now, out));
        } catch (IOException e) {
            throw new UncheckedIOException("writing the report", e);
        }
    }

    private static void writeAll(
            Settings settings, Edition edition, Optional<Verification> comparison, Instant now, OutputStream out)
            throws IOException {
        PipelineFigures figures = GatherFigures.of(settings, comparison, now);
        if (!Files.exists(settings.warehouse().database())) {
            MakeReport.make(figures, Optional.empty(), edition, out);
            return;
        }
        try (SqlEngine one = open(settings);
                SqlEngine other = open(settings)) {
            MakeReport.make(figures, Optional.of(Reading.by(one, other)), edition, out);
        }
    }

    private static SqlEngine open(Settings settings) {
        return SqlQuery.openToScan(
                settings.warehouse().database(), settings.warehouse().busyTimeout());
    }

    /**
     * Makes a report of what a user may read, into one file and nowhere else: kept reports are for administrators. The file is whole or is not written.
     *
     * @param user who he is
     * @param access the door through which he reads
     */
    public static void writeReadable(
            Settings settings, String user, Access access, Edition edition, Path file, Instant now) {
        try (SqlEngine engine = access.addUp()) {
            PipelineFigures figures = new GatherReadable(settings, user, access.rights(), engine, now).gather();
            ReportShelf.replace(file, out -> MakeReport.make(figures, Optional.of(Reading.by(engine)), edition, out));
        } catch (IOException e) {
            throw new UncheckedIOException("writing " + file, e);
        }
    }
}
