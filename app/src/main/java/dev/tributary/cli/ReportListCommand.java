package dev.tributary.cli;

import dev.tributary.pipeline.Words;
import dev.tributary.report.KeptReport;
import dev.tributary.report.ReportShelf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "list",
        description = "The reports that were made, the newest first.",
        footer = {"tributary report list", "tributary report list -o json"})
final class ReportListCommand implements Callable<Integer> {
    private final Session session;

    ReportListCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        List<KeptReport> reports = kept(session);
        if (reports.isEmpty() && session.options().format() == Format.TABLE) {
            session.say("no report was made yet");
            session.next("tributary report");
            return Exit.DONE;
        }
        boolean people = session.options().format() == Format.TABLE;
        try (Rows rows = session.rows(List.of(
                Column.text("file"),
                Column.text("made_at"),
                Column.text("language"),
                Column.text("format"),
                Column.count("bytes").titled("size")))) {
            for (KeptReport report : reports) {
                rows.row(
                        session.display(report.file()),
                        report.madeAt(),
                        report.language().code(),
                        report.format().extension(),
                        people ? Words.bytes(report.bytes()) : (Object) report.bytes());
            }
        }
        return Exit.DONE;
    }

    static List<KeptReport> kept(Session session) {
        try {
            return ReportShelf.of(session.settings().directory()).list();
        } catch (IOException e) {
            throw new UncheckedIOException("reading the folder of reports", e);
        }
    }
}
