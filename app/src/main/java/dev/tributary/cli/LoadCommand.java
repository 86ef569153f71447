package dev.tributary.cli;

import dev.tributary.config.Settings;
import dev.tributary.lake.LakeLayout;
import dev.tributary.lake.LakeReader;
import dev.tributary.pipeline.Words;
import dev.tributary.warehouse.FollowLake;
import dev.tributary.warehouse.LoadLake;
import dev.tributary.warehouse.LoadSummary;
import dev.tributary.warehouse.Warehouse;
import dev.tributary.warehouse.WarehouseException;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "load",
        description = "Load what is new in the lake into the warehouse; with --follow until Ctrl-C.",
        footer = {"tributary load", "tributary load --follow"})
final class LoadCommand implements Callable<Integer> {
    private final Session session;

    @Option(names = "--follow", description = "Go on loading whatever is committed, within a second.")
    private boolean follow;

    LoadCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Settings settings = session.settings();
        try (LakeReader lake = LakeReader.open(new LakeLayout(settings.lake()));
                Warehouse warehouse = open(settings)) {
            LoadLake load = new LoadLake(
                    warehouse, lake, settings.feeds(), session.shell().clock());
            return follow ? follow(load, lake) : once(load);
        }
    }

    private Warehouse open(Settings settings) {
        try (LiveLine line = new LiveLine(session)) {
            return Warehouse.open(settings.warehouse(), (table, rows, total) -> {
                if (!session.quiet()) {
                    line.update(
                            String.format(
                                    Locale.ROOT,
                                    "summing up the older warehouse: %,d of %,d rows of %s",
                                    rows,
                                    total,
                                    table),
                            session.shell().clock().instant());
                }
            });
        }
    }

    private int once(LoadLake load) {
        LoadSummary summary = load.load(() -> session.stop().requested());
        session.say(text(summary));
        problems(session, summary);
        long missing = load.prunedAndMissing();
        if (missing > 0) {
            session.say(session.colours().bad("  not in this warehouse: ")
                    + Words.count(missing, "record that was", "records that were")
                    + " pruned from the lake; a backup of the warehouse has them");
        }
        session.next("tributary query run --all");
        return summary.partial() ? Exit.PARTIAL : Exit.DONE;
    }

    private int follow(LoadLake load, LakeReader lake) {
        FollowLake follower = new FollowLake(load, lake, new FollowLake.Listener() {
            @Override
            public void loaded(LoadSummary summary) {
                session.say(text(summary));
                problems(session, summary);
            }

            @Override
            public void delayed(WarehouseException reason) {
                session.say("load postponed, it will be tried again: " + reason.getMessage());
            }
        });
        try (Stop.Registration stopping = session.stop().onRequest(follower::stop)) {
            session.say("following " + session.display(lake.layout().root()) + "; Ctrl-C stops");
            follower.runUntilStopped();
        }
        return Exit.DONE;
    }

    private static String text(LoadSummary summary) {
        if (summary.lines() == 0) {
            return "nothing new to load";
        }
        return String.format(
                Locale.ROOT,
                "loaded %,d lines (%s) in %,d transactions: %,d rows written, %,d older than what is there,"
                        + " %,d there already, %,d removed, %,d rejected",
                summary.lines(),
                Words.bytes(summary.bytes()),
                summary.transactions(),
                summary.rows(),
                summary.superseded(),
                summary.alreadyThere(),
                summary.removed(),
                summary.rejected());
    }

    /** Tells what was not loaded, and what can be done about it. */
    static void problems(Session session, LoadSummary summary) {
        summary.pending()
                .forEach(torn -> session.say("  waiting: " + torn.path() + " ends in an unfinished line of "
                        + Words.bytes(torn.bytes()) + " at byte " + torn.position()));
        if (!summary.unmatched().isEmpty()) {
            session.say("  no feed covers: " + String.join(", ", summary.unmatched()));
        }
        if (summary.rejected() > 0) {
            session.say("  rejected lines: tributary sql \"SELECT file, position, reason FROM _rejects\"");
        }
        summary.failed().forEach(failed -> {
            session.say(session.colours().bad("  not loaded: ") + failed.path() + ": " + failed.message());
            failed.fix().ifPresent(fix -> session.say("        fix:  " + fix));
        });
    }
}
