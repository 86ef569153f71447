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
     */
    public static KeptReport publish(
            Settings settings, Edition edition, Optional<Verification> comparison, Instant now) {
        if (!Files.exists(settings.warehouse().database())) {
            return publish(settings, ReportReader.EVERYTHING, Optional.empty(), edition, comparison, now);
        }
        try (SqlQuery warehouse = SqlQuery.open(
                settings.warehouse().database(), settings.warehouse().busyTimeout())) {
            Reading everything = new WholeWarehouse(warehouse);
            return publish(settings, ReportReader.EVERYTHING, Optional.of(everything), edition, comparison, now);
        }
    }

    /**
     * Makes a report of what somebody may read.
     *
     * @param reader who it is for
     * @param warehouse the warehouse as he may read it; empty when there is none
     */
    public static KeptReport publish(
            Settings settings,
            ReportReader reader,
            Optional<Reading> warehouse,
            Edition edition,
            Optional<Verification> comparison,
            Instant now) {
        PipelineFigures figures = GatherFigures.of(settings, reader, comparison, now);
        try {
            return ReportShelf.of(settings.directory())
                    .keep(now, edition, out -> MakeReport.make(figures, warehouse, edition, out));
        } catch (IOException e) {
            throw new UncheckedIOException("writing the report", e);
        }
    }
}
