package dev.tributary.cli;

import dev.tributary.lake.Archive;
import dev.tributary.lake.LakeFile;
import dev.tributary.lake.PrunedFile;
import dev.tributary.pipeline.ArchivedDays;
import dev.tributary.pipeline.Words;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "list",
        description = "Print the days whose lines left the lake for an archive, under pipeline/_archive.",
        footer = {"tributary archive list", "tributary archive list -o json"})
final class ArchiveListCommand implements Callable<Integer> {
    private static final List<Column> COLUMNS = List.of(
            Column.text("topic"),
            Column.text("date"),
            Column.count("records"),
            Column.count("bytes").titled("size"),
            Column.count("packed_bytes").titled("packed"),
            Column.text("archived"),
            Column.text("archive"));

    private final Session session;

    ArchiveListCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        ArchivedDays days = new ArchivedDays(session.settings());
        List<PrunedFile> all = days.all();
        boolean people = session.options().format() == Format.TABLE;
        if (!all.isEmpty() || !people) {
            try (Rows rows = session.rows(COLUMNS)) {
                all.forEach(pruned -> row(rows, pruned, people));
            }
        }
        session.say(days.words()
                .orElse("nothing is archived; retention.archive: parquet keeps the lines of days that prune takes"));
        return Exit.DONE;
    }

    private static void row(Rows rows, PrunedFile pruned, boolean people) {
        LakeFile file = pruned.file();
        Archive archive = pruned.archive().orElseThrow();
        rows.row(
                file.topic(),
                file.date().map(Object::toString).orElse(""),
                file.records(),
                people ? Words.bytes(file.length()) : (Object) file.length(),
                people ? Words.bytes(archive.bytes()) : (Object) archive.bytes(),
                pruned.at().truncatedTo(ChronoUnit.SECONDS).toString(),
                archive.path());
    }
}
