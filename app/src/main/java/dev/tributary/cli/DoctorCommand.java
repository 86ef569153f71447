package dev.tributary.cli;

import dev.tributary.config.ConfigException;
import dev.tributary.config.Settings;
import dev.tributary.pipeline.Check;
import dev.tributary.pipeline.Check.Outcome;
import dev.tributary.pipeline.Doctor;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "doctor",
        description = "Look for what is wrong and say how to mend it; exit 6 when something does not work.",
        footer = {"tributary doctor", "tributary doctor -o json"})
final class DoctorCommand implements Callable<Integer> {
    private static final List<Column> COLUMNS =
            List.of(Column.text("check"), Column.text("outcome"), Column.text("detail"), Column.text("fix"));

    private final Session session;

    DoctorCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws ConfigException {
        Settings settings = session.settings();
        List<Check> checks = Doctor.examine(
                settings, session.shell().environment(), session.shell().clock().instant());
        if (session.options().format() == Format.TABLE) {
            checks.forEach(this::print);
        } else {
            data(checks);
        }
        long failed = count(checks, Outcome.FAILED);
        long warnings = count(checks, Outcome.WARNING);
        session.say(
                failed + warnings == 0
                        ? session.colours().good("all well")
                        : failed + " failed, " + warnings + " to look at");
        return failed == 0 ? Exit.DONE : Exit.CHECK_FAILED;
    }

    private void print(Check check) {
        String mark = switch (check.outcome()) {
            case OK -> session.colours().good("  ok  ");
            case WARNING -> session.colours().strong("look  ");
            case FAILED -> session.colours().bad("FAIL  ");
        };
        session.out().println(mark + String.format("%-17s", check.name()) + Cells.harmless(check.detail()));
        check.fix().ifPresent(fix -> session.out().println(" ".repeat(23) + "fix:  " + fix));
    }

    private void data(List<Check> checks) {
        try (Rows rows = session.rows(COLUMNS)) {
            checks.forEach(check -> rows.row(
                    check.name(),
                    check.outcome().name().toLowerCase(Locale.ROOT),
                    check.detail(),
                    check.fix().orElse("")));
        }
    }

    private static long count(List<Check> checks, Outcome outcome) {
        return checks.stream().filter(check -> check.outcome() == outcome).count();
    }
}
