package dev.tributary.pipeline;

import dev.tributary.config.Settings;
import dev.tributary.report.Edition;
import dev.tributary.report.KeptReport;
import dev.tributary.report.MakeReport;
import dev.tributary.report.PipelineFigures;
import dev.tributary.report.Reading;
import dev.tributary.report.ReportShelf;
import dev.tributary.report.WholeWarehouse;
import dev.tributary.warehouse.SqlQuery;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Optional;

/** Makes a report of a project and keeps it in the project's folder {@code reports}. */
public final class PublishReport {
    private PublishReport() {}

    /**
     * Makes a report of everything.
     *
     * @param comparison what was found when Kafka, lake and warehouse were compared, if that is to be shown
     * @param version of Tributary
     */
    public static KeptReport publish(
            Settings settings, Edition edition, Optional<Verification> comparison, String version, Instant now) {
        PipelineFigures figures = GatherFigures.of(settings, ReportReader.EVERYTHING, comparison, version, now);
        try {
            return ReportShelf.of(settings.directory())
                    .keep(now, edition, out -> write(settings, figures, edition, out));
        } catch (IOException e) {
            throw new UncheckedIOException("writing the report", e);
        }
    }

    private static void write(Settings settings, PipelineFigures figures, Edition edition, OutputStream out)
            throws IOException {
        if (!Files.exists(settings.warehouse().database())) {
            MakeReport.make(figures, Optional.empty(), edition, out);
            return;
        }
        try (SqlQuery warehouse = SqlQuery.open(
                settings.warehouse().database(), settings.warehouse().busyTimeout())) {
            Reading everything = new WholeWarehouse(warehouse);
            MakeReport.make(figures, Optional.of(everything), edition, out);
        }
    }
}
