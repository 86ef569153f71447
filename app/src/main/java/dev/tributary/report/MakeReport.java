package dev.tributary.report;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Makes a report: asks the warehouse, writes the chapters, and prints them. */
public final class MakeReport {
    private MakeReport() {}

    /**
     * Makes a report.
     *
     * @param figures what was taken from the running system
     * @param warehouse the warehouse as its reader may read it; empty when there is none yet
     * @param edition what report is wanted
     * @param out takes the finished file, and stays open
     */
    public static void make(PipelineFigures figures, Optional<Reading> warehouse, Edition edition, OutputStream out)
            throws IOException {
        Answers answers = new AskWarehouse(warehouse, edition.period()).ask(figures.lateAfter());
        try (Typefaces typefaces = new Typefaces()) {
            Manuscript manuscript = new Manuscript(edition.language(), typefaces);
            figures.reader()
                    .ifPresentOrElse(
                            reader -> writeReadable(manuscript, figures, answers, reader),
                            () -> write(manuscript, figures, answers));
            String cover = new Cover(figures, answers).markup(manuscript);
            String title = manuscript.text("report.title") + " \u2013 " + figures.project();
            Print print = new Print(title, edition.language(), cover, manuscript);
            switch (edition.format()) {
                case PDF -> PdfFile.write(print.forPaper(), out);
                case HTML -> out.write(print.forScreens().getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private static void write(Manuscript to, PipelineFigures figures, Answers answers) {
        new PipelineChapter(figures).write(to);
        new LakeChapter(figures).write(to);
        new WarehouseChapter(figures).write(to);
        new GovernanceChapter(figures).write(to);
        new RunsChapter(figures, answers.period()).write(to);
        new QualityChapter(figures, answers).write(to);
        new AnalysesChapter(answers).write(to);
        new Appendix(figures).write(to);
    }

    /** Only what follows from what the user may read. The chapters on the running of the system are for administrators. */
    private static void writeReadable(Manuscript to, PipelineFigures figures, Answers answers, String reader) {
        new LakeChapter(figures).write(to);
        new WarehouseChapter(figures).write(to);
        new GovernanceChapter(figures).writeOwn(to, reader);
        new QualityChapter(figures, answers).writeReadable(to);
        new AnalysesChapter(answers).writeReadable(to, reader);
        new Appendix(figures).writeReadable(to, reader);
    }
}
