package dev.tributary.cli;

import dev.tributary.report.KeptReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "open",
        description = "Show a report with the desktop's own program; without a terminal, print where it is.",
        footer = {"tributary report open", "tributary report open TP_DataLake_Report_2026-11-22_140311_en.pdf"})
final class ReportOpenCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(
            paramLabel = "NAME",
            arity = "0..1",
            description = "A report, as `report list` names it. Default: the newest.")
    private @Nullable String name;

    ReportOpenCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Path file = chosen().file().toAbsolutePath();
        session.out().println(session.display(file));
        if (session.shell().terminal()) {
            show(file);
        }
        return Exit.DONE;
    }

    private KeptReport chosen() {
        List<KeptReport> reports = ReportListCommand.kept(session);
        return reports.stream()
                .filter(report -> name == null || isNamed(report, name))
                .findFirst()
                .orElseThrow(() -> new CommandFailedException(
                        Exit.FAILED,
                        name == null ? "no report was made yet" : "there is no report " + name,
                        Optional.of(reports.isEmpty() ? "tributary report" : "tributary report list")));
    }

    private static boolean isNamed(KeptReport report, String wanted) {
        return report.file()
                .getFileName()
                .toString()
                .equals(String.valueOf(Path.of(wanted).getFileName()));
    }

    private static void show(Path file) {
        try {
            new ProcessBuilder(opener(file))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException noSuchProgram) {
            throw new CommandFailedException(
                    Exit.FAILED,
                    "this system has no program that opens files for its user: " + noSuchProgram.getMessage(),
                    Optional.of("open " + file + " yourself"));
        }
    }

    private static List<String> opener(Path file) {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        if (system.startsWith("windows")) {
            return List.of("rundll32", "url.dll,FileProtocolHandler", file.toString());
        }
        return List.of(system.startsWith("mac") ? "open" : "xdg-open", file.toString());
    }
}
