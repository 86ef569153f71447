package dev.tributary.cli;

import dev.tributary.config.Settings;
import dev.tributary.governance.AuditAction;
import dev.tributary.pipeline.Words;
import dev.tributary.quarantine.Deed;
import dev.tributary.quarantine.Filter;
import dev.tributary.quarantine.Found;
import dev.tributary.quarantine.Place;
import dev.tributary.quarantine.State;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "discard",
        description = {
            "Give records in quarantine up: they no longer count as open, and the history says who did it, when and why.",
            "",
            "Their bytes stay in the lake. Nothing is done until --yes."
        },
        footer = {
            "tributary quarantine discard transaction_log/0/1234 --because 'sent twice by the shop'",
            "tributary quarantine discard --reason null_value --until 2026-11-01 --because 'old test data' --yes"
        })
final class QuarantineDiscardCommand implements Callable<Integer>, OpenToUsers {
    private static final List<Column> COLUMNS =
            List.of(Column.text("id"), Column.text("reason"), Column.text("time"), Column.text("text"));

    private final Session session;

    @Parameters(
            paramLabel = "ID",
            arity = "0..*",
            description = "Records, as `quarantine list` prints them: topic/partition/offset.")
    private List<String> ids = List.of();

    @Mixin
    private QuarantineFilter filter = new QuarantineFilter();

    @Option(names = "--because", paramLabel = "TEXT", required = true, description = "Why, for those who ask later.")
    private String because = "";

    @Option(names = "--yes", description = "Do it.")
    private boolean yes;

    QuarantineDiscardCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Filter meant = filter.filter();
        QuarantineProject.requireOneWay(ids, meant);
        if (because.isBlank()) {
            throw CommandFailedException.usage("--because must say why", "--because 'test data'");
        }
        List<Place> named = QuarantineProject.places(ids);
        Settings settings = session.settings();
        session.access(settings).requireWhole(QuarantineProject.FOLDERS, true, "quarantine discard");
        try (QuarantineProject project = yes ? QuarantineProject.write(settings) : QuarantineProject.read(settings)) {
            List<Found> chosen = project.chosen(named, meant);
            requireNotResubmitted(chosen);
            List<Found> open = chosen.stream()
                    .filter(found -> found.state() != State.DISCARDED)
                    .toList();
            print(open);
            if (yes) {
                project.history().discard(deeds(open));
                session.access(settings)
                        .record(
                                AuditAction.DISCARD,
                                Map.of(
                                        "records",
                                                QuarantineProject.named(open.stream()
                                                        .map(found ->
                                                                found.entry().id())
                                                        .toList()),
                                        "discarded", open.size()));
            }
            int before = chosen.size() - open.size();
            session.say((yes ? "discarded " : "would discard ")
                    + Words.count(open.size(), "record", "records")
                    + (before == 0 ? "" : ", " + before + " were discarded before")
                    + (yes ? "; their bytes stay in the lake" : "; nothing is done, add --yes"));
        }
        return Exit.DONE;
    }

    private static void requireNotResubmitted(List<Found> chosen) {
        chosen.stream()
                .filter(found -> found.state() == State.RESUBMITTED)
                .findFirst()
                .ifPresent(found -> {
                    throw new CommandFailedException(
                            Exit.FAILED,
                            found.entry().id() + " was resubmitted already, so it is not open; nothing was discarded",
                            Optional.of(
                                    "tributary quarantine show " + found.entry().id()));
                });
    }

    private void print(List<Found> chosen) {
        try (Rows rows = session.rows(COLUMNS)) {
            chosen.forEach(found -> rows.row(
                    found.entry().id(),
                    found.entry().reason(),
                    QuarantineProject.time(found.entry()),
                    found.entry().text().map(Cells::harmless).orElse(null)));
        }
    }

    private List<Deed.Discarded> deeds(List<Found> open) {
        Instant now = session.shell().clock().instant();
        return open.stream()
                .flatMap(found -> found.entries().stream())
                .map(entry -> new Deed.Discarded(entry.place(), entry.line().file(), now, Session.user(), because))
                .toList();
    }
}
