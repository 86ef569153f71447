package dev.tributary.cli;

import dev.tributary.lake.PrunedFile;
import dev.tributary.pipeline.ArchivedDays;
import dev.tributary.pipeline.Words;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "verify",
        description = {
            "Read every archive through and compare it with the ledger: its bytes, and the number and checksum of the lines in it. Exit 6 when one is missing or"
                    + " damaged."
        },
        footer = {"tributary archive verify"})
final class ArchiveVerifyCommand implements Callable<Integer> {
    private static final List<Column> COLUMNS =
            List.of(Column.text("topic"), Column.text("date"), Column.text("archive"), Column.text("problem"));

    private final Session session;

    ArchiveVerifyCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        ArchivedDays days = new ArchivedDays(session.settings());
        Map<PrunedFile, String> problems = days.problems(pruned -> {});
        if (!problems.isEmpty() || session.options().format() != Format.TABLE) {
            try (Rows rows = session.rows(COLUMNS)) {
                problems.forEach((pruned, problem) -> rows.row(
                        pruned.file().topic(),
                        pruned.file().date().map(Object::toString).orElse(""),
                        pruned.archive().orElseThrow().path(),
                        problem));
            }
        }
        if (problems.isEmpty()) {
            session.say(days.words().map(words -> words + ", all whole").orElse("nothing is archived"));
            return Exit.DONE;
        }
        session.say(Words.count(problems.size(), "archive is", "archives are")
                + " not whole: put the files back from a backup; their rows are in the warehouse");
        return Exit.CHECK_FAILED;
    }
}
