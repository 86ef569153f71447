package dev.tributary.cli;

import dev.tributary.config.Settings;
import dev.tributary.lake.LakeLayout;
import dev.tributary.pipeline.Words;
import dev.tributary.warehouse.LoadSummary;
import dev.tributary.warehouse.RebuildListener;
import dev.tributary.warehouse.RebuildResult;
import dev.tributary.warehouse.RebuildWarehouse;
import java.nio.file.Files;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "rebuild",
        description = {
            "Make what was lost or damaged anew from what is still there.",
            "",
            "--warehouse loads the whole lake into a new file and puts it in the old one's place at the end, at once: whoever reads sees the old"
                    + " rows until then. Rows keep their numbers where the old file can be read; a damaged one is kept beside under a dated"
                    + " name. Nothing may write to the lake meanwhile."
        },
        footer = {"tributary rebuild --warehouse"})
final class RebuildCommand implements Callable<Integer> {
    private final Session session;

    @Option(names = "--warehouse", description = "Make the warehouse anew from the lake.")
    private boolean warehouse;

    @Option(
            names = "--yes",
            description = "Go on even when the old warehouse has rows or tables that the lake cannot give back.")
    private boolean yes;

    RebuildCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (!warehouse) {
            throw CommandFailedException.usage(
                    "rebuild needs to be told what to make anew", "tributary rebuild --warehouse");
        }
        Settings settings = session.settings();
        if (!Files.isDirectory(settings.lake())) {
            throw new CommandFailedException(
                    Exit.FAILED,
                    "there is no lake in " + session.display(settings.lake()) + " to make anything from",
                    Optional.of("name the project's folder with --dir"));
        }
        return warehouse(settings);
    }

    private int warehouse(Settings settings) {
        RebuildResult result;
        try (Progress progress = new Progress(session, "loading", -1);
                Stop.Registration stopping = session.stop().onRequest(() -> {})) {
            RebuildListener listener = new RebuildListener() {
                @Override
                public void loaded(long bytes, long total) {
                    progress.reached(bytes, total);
                }
            };
            result = new RebuildWarehouse(
                            settings.warehouse(),
                            new LakeLayout(settings.lake()),
                            session.shell().clock(),
                            listener)
                    .run(yes, () -> session.stop().requested());
        }
        report(settings, result);
        session.next("tributary verify");
        return result.load().failed().isEmpty() ? Exit.DONE : Exit.PARTIAL;
    }

    private void report(Settings settings, RebuildResult result) {
        LoadSummary load = result.load();
        session.say(String.format(
                Locale.ROOT,
                "made %s anew from %,d lines (%s): %,d rows, %,d rejected",
                session.display(settings.warehouse().database()),
                load.lines(),
                Words.bytes(load.bytes()),
                load.rows() - load.removed(),
                load.rejected()));
        result.kept().ifPresent(kept -> {
            session.say(
                    "  the damaged one is kept as " + session.display(kept) + "; delete it when you do not need it");
            session.say("  what others made in it (indexes, views, triggers, tables) could not be read");
            session.say("  rows are numbered anew, and their imported_at is now");
        });
        if (!result.carried().isEmpty()) {
            session.say("  taken over: " + String.join(", ", result.carried()));
        }
        result.givenUp().forEach(gone -> session.say(session.colours().bad("  given up: ") + gone));
        LoadCommand.problems(session, load);
    }
}
