package dev.tributary.pipeline;

import dev.tributary.archive.ParquetArchiver;
import dev.tributary.config.Settings;
import dev.tributary.lake.Erasures;
import dev.tributary.lake.LakeErasure;
import dev.tributary.lake.LakeFile;
import dev.tributary.lake.LakeLayout;
import dev.tributary.report.KeptReport;
import dev.tributary.report.ReportShelf;
import dev.tributary.warehouse.EraseRows;
import dev.tributary.warehouse.Warehouse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Carries out the erasures that are decided: first the lake, then the rows of the warehouse, then the kept reports, then the bytes of the warehouse. Each of them knows which erasures it has seen, so that this may end
 * anywhere and be run again; what is done costs nothing any more.
 */
final class CarryOutErasures {
    /** Is told how far it is. */
    @FunctionalInterface
    interface Progress {
        /** Tells nobody. */
        Progress NONE = (what, done) -> {};

        /** So many bytes or rows of something are looked at. */
        void reached(String what, long done);
    }

    /**
     * What was erased.
     *
     * @param lake what each file of the lake had
     * @param archives how many lines were in the archive of each pruned file
     * @param rows how many rows each table of the warehouse had
     * @param reports the reports that were deleted
     */
    record Outcome(
            List<LakeErasure.Found> lake, Map<LakeFile, Long> archives, Map<String, Long> rows, List<Path> reports) {}

    private final Settings settings;
    private final Erasures erasures;
    private final ForgetPoint.Visitor points;
    private final Progress progress;

    CarryOutErasures(Settings settings, Erasures erasures, ForgetPoint.Visitor points, Progress progress) {
        this.settings = settings;
        this.erasures = erasures;
        this.points = points;
        this.progress = progress;
    }

    /** The right to change the files of the lake, for as long as the erasing takes; empty when there is no lake. */
    Optional<LakeErasure> open() {
        LakeLayout layout = new LakeLayout(settings.lake());
        return Files.exists(layout.ledger())
                ? Optional.of(LakeErasure.open(layout, point -> points.at(ForgetPoint.of(point))))
                : Optional.empty();
    }

    /**
     * Does what is not done yet.
     *
     * @throws dev.tributary.lake.LakeLockedException when a writer or a prune is on the lake
     * @throws dev.tributary.lake.LakeException when somebody reads the lake, or a file of it is damaged
     * @throws dev.tributary.warehouse.WarehouseException when somebody has the warehouse open
     */
    Outcome run(Instant now) {
        try (Closing lake = new Closing(open())) {
            return run(lake.lake(), now);
        }
    }

    /** The same, with the lake in hand. */
    Outcome run(Optional<LakeErasure> lake, Instant now) {
        List<LakeErasure.Found> lines = lake.map(open -> open.run(erasures, bytes -> progress.reached("lake", bytes)))
                .orElse(List.of());
        Map<LakeFile, Long> archives = lake.map(open -> archives(open, now)).orElse(Map.of());
        points.at(ForgetPoint.ARCHIVES_CHANGED);
        Map<String, Long> rows = rows(now);
        List<Path> reports = reports(erasures);
        reports.forEach(CarryOutErasures::delete);
        points.at(ForgetPoint.REPORTS_DELETED);
        scrub();
        return new Outcome(lines, archives, rows, reports);
    }

    private Map<LakeFile, Long> archives(LakeErasure lake, Instant now) {
        try (ParquetArchiver archiver = new ParquetArchiver()) {
            return lake.runArchives(erasures, archiver, now);
        }
    }

    private Map<String, Long> rows(Instant now) {
        if (!Files.exists(settings.warehouse().database())) {
            return Map.of();
        }
        try (Warehouse warehouse = Warehouse.open(settings.warehouse())) {
            Map<String, Long> erased =
                    new EraseRows(warehouse, erasures, done -> progress.reached("warehouse", done)).run(now);
            points.at(ForgetPoint.ROWS_ERASED);
            return erased;
        }
    }

    /** Comes last: an erasure whose rows are scrubbed is done everywhere. */
    private void scrub() {
        if (Files.exists(settings.warehouse().database())) {
            try (Warehouse warehouse = Warehouse.open(settings.warehouse())) {
                new EraseRows(warehouse, erasures, done -> progress.reached("warehouse", done)).scrub();
            }
        }
        points.at(ForgetPoint.SCRUBBED);
    }

    /** The kept reports that show one of the persons. */
    List<Path> reports(Erasures of) {
        List<Path> found = new ArrayList<>();
        try {
            for (KeptReport report : ReportShelf.of(settings.directory()).list()) {
                byte[] text = ReportShelf.text(report).getBytes(StandardCharsets.UTF_8);
                if (of.anywhere(text, 0, text.length)) {
                    found.add(report.file());
                }
                progress.reached("reports", found.size());
            }
            for (Path copy : ReportShelf.copies(settings.directory())) {
                if (new SearchTraces(of, progress).has(copy)) {
                    found.add(copy);
                }
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the kept reports: " + e.getMessage(), e);
        }
    }

    private static void delete(Path report) {
        try {
            Files.deleteIfExists(report);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete the report " + report + ": " + e.getMessage(), e);
        }
    }

    /** Closes what may be there. */
    record Closing(Optional<LakeErasure> lake) implements AutoCloseable {
        @Override
        public void close() {
            lake.ifPresent(LakeErasure::close);
        }
    }
}
