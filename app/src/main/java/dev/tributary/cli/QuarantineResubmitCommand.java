package dev.tributary.cli;

import dev.tributary.config.Settings;
import dev.tributary.governance.AuditAction;
import dev.tributary.pipeline.KafkaConnection;
import dev.tributary.pipeline.Words;
import dev.tributary.quarantine.Entry;
import dev.tributary.quarantine.Filter;
import dev.tributary.quarantine.Found;
import dev.tributary.quarantine.Order;
import dev.tributary.quarantine.Place;
import dev.tributary.quarantine.Resubmission;
import dev.tributary.quarantine.Sent;
import dev.tributary.quarantine.State;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "resubmit",
        description = {
            "Send records from quarantine to the topics that they came from, each once: one with a mended value, or many as they are"
                    + " after the rules or the feeds were mended.",
            "",
            "A record keeps its key, its time and its headers; the header tributary-resubmitted-from says where it was. A record that was"
                    + " resubmitted or discarded already is refused, also after a crash. With filters nothing is sent until --yes."
        },
        footer = {
            "tributary quarantine show transaction_log/0/1234 --raw > value.json     (then mend value.json)",
            "tributary quarantine resubmit transaction_log/0/1234 --value value.json",
            "tributary quarantine resubmit transaction_log/0/1234 transaction_log/1/77",
            "tributary quarantine resubmit --reason unknown_currency --yes"
        })
final class QuarantineResubmitCommand implements Callable<Integer>, OpenToUsers {
    private static final List<Column> PLANNED =
            List.of(Column.text("id"), Column.text("reason"), Column.any("size"), Column.text("to"));
    private static final List<Column> DONE = List.of(Column.text("id"), Column.text("resubmitted_as"));

    private final Session session;

    @Parameters(
            paramLabel = "ID",
            arity = "0..*",
            description = "Records, as `quarantine list` prints them: topic/partition/offset.")
    private List<String> ids = List.of();

    @Mixin
    private QuarantineFilter filter = new QuarantineFilter();

    @Option(
            names = "--value",
            paramLabel = "FILE",
            description = "Send the bytes of this file, - for standard input, in place of the one record's value.")
    private @Nullable String value;

    @Option(
            names = "--time",
            paramLabel = "TIME",
            description = "Give the record this date or time (UTC), or now. Default: its own; now where it has none.")
    private @Nullable String time;

    @Option(
            names = "--again",
            description =
                    "Send the records named although they were resubmitted or discarded already: they may then be there twice.")
    private boolean again;

    @Option(names = "--yes", description = "Do it, where filters choose the records.")
    private boolean yes;

    @Option(names = "--dry-run", description = "Say what would be sent, and send nothing.")
    private boolean dryRun;

    QuarantineResubmitCommand(Session session) {
        this.session = session;
    }

    /** What is to be sent, and what not, with why. */
    private record Plan(List<Order> orders, Map<Place, String> refused) {}

    @Override
    public Integer call() {
        Filter meant = filter.filter();
        QuarantineProject.requireOneWay(ids, meant);
        requireSense();
        List<Place> named = QuarantineProject.places(ids);
        Instant now = session.shell().clock().instant();
        Optional<Instant> newTime = Optional.ofNullable(time).map(text -> newTime(text, now));
        Optional<byte[]> newValue = Optional.ofNullable(value).map(this::read);
        Settings settings = session.settings();
        session.access(settings).requireWhole(QuarantineProject.FOLDERS, true, "quarantine resubmit");
        try (QuarantineProject project = QuarantineProject.read(settings)) {
            Plan plan = plan(project.chosen(named, meant), newValue, newTime);
            if (plan.orders().isEmpty() && plan.refused().isEmpty()) {
                session.say("nothing to resubmit");
                return Exit.DONE;
            }
            if (dryRun || (named.isEmpty() && !yes)) {
                return preview(plan);
            }
        }
        return send(settings, named, meant, newValue, newTime, now);
    }

    private void requireSense() {
        if (value != null && ids.size() != 1) {
            throw CommandFailedException.usage(
                    "--value is for one record, named by its ID", "--value FILE with one ID");
        }
        if (again && ids.isEmpty()) {
            throw CommandFailedException.usage("--again is for records named by their IDs", "name them by ID");
        }
    }

    private static Instant newTime(String text, Instant now) {
        Instant given = text.equals("now") ? now : QuarantineFilter.time("--time", text);
        if (given.toEpochMilli() < 0) {
            throw CommandFailedException.usage("--time must not be before 1970, not '" + text + "'", "--time now");
        }
        return given;
    }

    private byte[] read(String file) {
        try {
            return file.equals("-")
                    ? session.shell().in().readAllBytes()
                    : Files.readAllBytes(session.shell().directory().resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read --value " + file + ": " + e, e);
        }
    }

    private Plan plan(List<Found> chosen, Optional<byte[]> newValue, Optional<Instant> newTime) {
        List<Order> orders = new ArrayList<>();
        Map<Place, String> refused = new LinkedHashMap<>();
        for (Found found : chosen) {
            Optional<String> refusal = refusal(found, newValue.isPresent());
            if (refusal.isPresent()) {
                refused.put(found.entry().id(), refusal.get());
            } else {
                orders.add(new Order(found.entries(), newValue, newTime));
            }
        }
        return new Plan(orders, refused);
    }

    private Optional<String> refusal(Found found, boolean mended) {
        if (!again && (found.state() == State.RESUBMITTED || found.state() == State.DISCARDED)) {
            return Optional.of("it was " + found.state() + " already; --again sends it all the same");
        }
        Entry.Obstacle obstacle = found.entry().obstacle();
        return switch (obstacle) {
            case NONE -> Optional.empty();
            case VALUE_OMITTED -> mended ? Optional.empty() : Optional.of(obstacle.text() + "; give one with --value");
            case MAYBE_DERIVED ->
                again ? Optional.empty() : Optional.of(obstacle.text() + "; --again sends it all the same");
            case DERIVED, KEY_OMITTED, UNKNOWN_FORM -> Optional.of(obstacle.text());
        };
    }

    private int preview(Plan plan) {
        try (Rows rows = session.rows(PLANNED)) {
            plan.orders()
                    .forEach(order -> rows.row(
                            order.entry().id(),
                            order.entry().reason(),
                            order.entry().size().isPresent()
                                    ? Words.bytes(order.entry().size().getAsLong())
                                    : "-",
                            order.entry().origin().topic()));
        }
        sayRefused(plan.refused());
        session.say("would resubmit " + Words.count(plan.orders().size(), "record", "records") + "; nothing is sent"
                + (dryRun ? "" : ", add --yes"));
        return Exit.DONE;
    }

    private int send(
            Settings settings,
            List<Place> named,
            Filter meant,
            Optional<byte[]> newValue,
            Optional<Instant> newTime,
            Instant now) {
        try (QuarantineProject project = QuarantineProject.write(settings);
                KafkaConnection kafka = session.kafka(settings);
                Resubmission resubmission =
                        Resubmission.begin(project.catalogue(), project.history(), kafka.settings());
                Stop.Registration stopping = session.stop().onRequest(() -> {})) {
            Plan plan = plan(project.chosen(named, meant), newValue, newTime); // states are settled only now
            List<Sent> sent = resubmission.send(
                    plan.orders(), now, Session.user(), () -> session.stop().requested());
            audit(settings, sent);
            return report(plan, sent, kafka.startedHere());
        }
    }

    private void audit(Settings settings, List<Sent> sent) {
        if (!sent.isEmpty()) {
            long arrived =
                    sent.stream().filter(one -> one.arrivedAt().isPresent()).count();
            session.access(settings)
                    .record(
                            AuditAction.RESUBMIT,
                            Map.of(
                                    "records",
                                    QuarantineProject.named(sent.stream()
                                            .map(one -> one.order().entry().id())
                                            .toList()),
                                    "sent",
                                    sent.size(),
                                    "arrived",
                                    arrived,
                                    "mended",
                                    value != null));
        }
    }

    private int report(Plan plan, List<Sent> sent, boolean brokerStops) {
        Map<Place, String> notSent = new LinkedHashMap<>(plan.refused());
        long arrived = 0;
        try (Rows rows = session.rows(DONE)) {
            for (Sent one : sent) {
                Place id = one.order().entry().id();
                one.failure().ifPresent(why -> notSent.put(id, why));
                if (one.arrivedAt().isPresent()) {
                    arrived++;
                    rows.row(id, one.arrivedAt().get());
                }
            }
        }
        sayRefused(notSent);
        session.say("resubmitted " + Words.count(arrived, "record", "records"));
        if (arrived == 0 && !notSent.isEmpty()) {
            throw new CommandFailedException(
                    Exit.FAILED, "no record was resubmitted", Optional.of("each line above says why"));
        }
        session.next(brokerStops ? "tributary up" : "tributary status");
        return notSent.isEmpty() ? Exit.DONE : Exit.PARTIAL;
    }

    private void sayRefused(Map<Place, String> refused) {
        refused.forEach((id, why) -> session.shell()
                .err()
                .println("  " + session.colours().bad("not sent:") + " " + id + ": " + Cells.harmless(why)));
    }
}
