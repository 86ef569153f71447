package dev.tributary.cli;

import dev.tributary.config.Settings;
import dev.tributary.pipeline.Words;
import dev.tributary.quarantine.Entry;
import dev.tributary.quarantine.Found;
import dev.tributary.quarantine.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "list",
        description = {
            "The records in quarantine, the newest last: dead letters of the lake, and what no rule of the streams understood.",
            "",
            "Only what is in the lake is seen; no broker is asked. An ID is where the record stood in Kafka:"
                    + " topic/partition/offset."
        },
        footer = {
            "tributary quarantine list",
            "tributary quarantine list --topic transaction_log --reason unknown_currency",
            "tributary quarantine list --since 2026-11-22 --state all --limit 0 -o ndjson",
            "tributary quarantine list --summary"
        })
final class QuarantineListCommand implements Callable<Integer>, OpenToUsers {
    private static final List<Column> FOR_PEOPLE = List.of(
            Column.text("id"),
            Column.text("reason"),
            Column.text("time"),
            Column.any("size"),
            Column.text("state"),
            Column.text("text"));
    private static final List<Column> FOR_PROGRAMS = List.of(
            Column.text("id"),
            Column.text("place"),
            Column.text("reason"),
            Column.text("message"),
            Column.text("time"),
            Column.count("bytes"),
            Column.text("state"),
            Column.text("resubmitted_from"),
            Column.text("text"));
    private static final List<Column> SUMMARY =
            List.of(Column.text("reason"), Column.count("records"), Column.count("bytes"), Column.text("newest"));
    private static final Comparator<Found> BY_TIME =
            Comparator.comparingLong(found -> found.entry().time());

    private final Session session;

    @Mixin
    private QuarantineFilter filter = new QuarantineFilter();

    @Option(
            names = "--state",
            paramLabel = "STATE",
            completionCandidates = States.class,
            description = "open (default), resubmitted, discarded or all.")
    private String state = "open";

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "N",
            description = "At most so many, the newest; 0 for all. Default: 50.")
    private int limit = 50;

    @Option(names = "--summary", description = "Only how many there are, by reason.")
    private boolean summaryOnly;

    /** The states as users write them. */
    static final class States implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return List.of("open", "resubmitted", "discarded", "all").iterator();
        }
    }

    QuarantineListCommand(Session session) {
        this.session = session;
    }

    /** How many there are of a reason. */
    private static final class Tally {
        private long records;
        private long bytes;
        private long newest = -1;

        private void add(Entry entry) {
            records++;
            bytes += entry.size().orElse(0);
            newest = Math.max(newest, entry.time());
        }
    }

    @Override
    public Integer call() {
        List<State> states = states();
        if (limit < 0) {
            throw CommandFailedException.usage("--limit must not be negative, not " + limit, "--limit 50");
        }
        Map<String, Tally> tallies = new TreeMap<>();
        PriorityQueue<Found> newest = new PriorityQueue<>(BY_TIME);
        Settings settings = session.settings();
        session.access(settings).requireWhole(QuarantineProject.FOLDERS, false, "quarantine list");
        try (QuarantineProject project = QuarantineProject.read(settings)) {
            project.selection().forEach(filter.filter(), found -> {
                if (states.contains(found.state())) {
                    tallies.computeIfAbsent(found.entry().reason(), unused -> new Tally())
                            .add(found.entry());
                    keep(newest, found);
                }
            });
        }
        if (summaryOnly) {
            printSummary(tallies);
        } else {
            print(newest);
            saySummary(tallies, newest.size());
        }
        return Exit.DONE;
    }

    private void keep(PriorityQueue<Found> newest, Found found) {
        if (!summaryOnly) {
            newest.add(found);
            if (limit > 0 && newest.size() > limit) {
                newest.remove();
            }
        }
    }

    private List<State> states() {
        return switch (state.toLowerCase(Locale.ROOT)) {
            case "open" -> List.of(State.OPEN, State.UNSETTLED);
            case "resubmitted" -> List.of(State.RESUBMITTED);
            case "discarded" -> List.of(State.DISCARDED);
            case "all" -> List.of(State.values());
            default ->
                throw CommandFailedException.usage(
                        "--state must be open, resubmitted, discarded or all, not '" + state + "'", "--state all");
        };
    }

    private void print(PriorityQueue<Found> newest) {
        List<Found> inOrder = new ArrayList<>(newest);
        inOrder.sort(BY_TIME);
        boolean people = session.options().format() == Format.TABLE;
        if (people && inOrder.isEmpty()) {
            return;
        }
        try (Rows rows = session.rows(people ? FOR_PEOPLE : FOR_PROGRAMS)) {
            inOrder.forEach(found -> rows.add(people ? forPeople(found) : forPrograms(found)));
        }
    }

    private static List<@Nullable Object> forPeople(Found found) {
        Entry entry = found.entry();
        List<@Nullable Object> row = new ArrayList<>();
        row.add(entry.id());
        row.add(entry.reason());
        row.add(entry.time() < 0 ? "-" : QuarantineProject.time(entry));
        row.add(entry.size().isPresent() ? Words.bytes(entry.size().getAsLong()) : "-");
        row.add(found.state());
        row.add(entry.text().orElse("-"));
        return row;
    }

    private static List<@Nullable Object> forPrograms(Found found) {
        Entry entry = found.entry();
        List<@Nullable Object> row = new ArrayList<>();
        row.add(entry.id());
        row.add(entry.place());
        row.add(entry.reason());
        row.add(entry.message());
        row.add(QuarantineProject.time(entry));
        row.add(entry.size().isPresent() ? entry.size().getAsLong() : null);
        row.add(found.state());
        row.add(entry.resubmittedFrom().map(Cells::harmless).orElse(null));
        row.add(entry.text().map(Cells::harmless).orElse(null));
        return row;
    }

    private void printSummary(Map<String, Tally> tallies) {
        try (Rows rows = session.rows(SUMMARY)) {
            tallies.forEach((reason, tally) -> rows.row(
                    reason,
                    tally.records,
                    tally.bytes,
                    tally.newest < 0 ? null : Instant.ofEpochMilli(tally.newest).toString()));
        }
    }

    private void saySummary(Map<String, Tally> tallies, int shown) {
        long all = tallies.values().stream().mapToLong(tally -> tally.records).sum();
        if (all == 0) {
            session.say("nothing in quarantine" + (state.equals("all") ? "" : " that is " + state)
                    + ", as far as asked for");
            return;
        }
        Stream<String> counts = tallies.entrySet().stream()
                .sorted(Comparator.comparingLong(reason -> -reason.getValue().records))
                .map(reason -> String.format(
                        Locale.ROOT, "%,d %s", reason.getValue().records, Cells.harmless(reason.getKey())));
        session.say(Words.count(all, "record", "records") + ": " + counts.collect(Collectors.joining(", ")));
        if (shown < all) {
            session.say("only the newest " + Words.count(shown, "record", "records") + " shown; --limit 0 shows all");
        }
        session.next("tributary quarantine show ID");
    }
}
