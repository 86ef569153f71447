package dev.tributary.cli;

import dev.tributary.config.Settings;
import dev.tributary.lake.RecordHeader;
import dev.tributary.pipeline.Words;
import dev.tributary.quarantine.Deed;
import dev.tributary.quarantine.Entry;
import dev.tributary.quarantine.Found;
import dev.tributary.quarantine.Letter;
import dev.tributary.quarantine.Place;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "show",
        description = {
            "One record in quarantine: its bytes, why it is there, and what was done about it.",
            "",
            "On a screen, characters that would steer it are spelled out; --raw prints the value's bytes as they are."
        },
        footer = {
            "tributary quarantine show transaction_log/0/1234",
            "tributary quarantine show transaction_log/0/1234 -o json",
            "tributary quarantine show transaction_log/0/1234 --raw > value.json"
        })
final class QuarantineShowCommand implements Callable<Integer>, OpenToUsers {
    /** How much of a value is shown on a screen. */
    private static final int SHOWN = 4_000;

    private final Session session;

    @Parameters(paramLabel = "ID", description = "The record, as `quarantine list` prints it: topic/partition/offset.")
    private String id = "";

    @Option(names = "--raw", description = "Only the value's bytes, as they are, to be mended.")
    private boolean raw;

    QuarantineShowCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        List<Place> named = QuarantineProject.places(List.of(id));
        Settings settings = session.settings();
        session.access(settings).requireWhole(QuarantineProject.FOLDERS, false, "quarantine show " + id);
        try (QuarantineProject project = QuarantineProject.read(settings)) {
            Found found = project.selection().named(named).get(0);
            Letter letter = project.catalogue().letter(found.entry());
            if (raw) {
                printRaw(letter);
            } else {
                print(project, found, letter);
            }
        }
        return Exit.DONE;
    }

    private void printRaw(Letter letter) {
        if (letter.raw().isEmpty()) {
            throw new CommandFailedException(
                    Exit.FAILED,
                    letter.entry().id() + " has no bytes here: "
                            + (letter.entry().size().isPresent()
                                    ? Entry.Obstacle.VALUE_OMITTED.text()
                                    : "the record has no value"),
                    Optional.of("tributary quarantine show " + letter.entry().place()));
        }
        byte[] bytes = letter.raw().get();
        session.out().write(bytes, 0, bytes.length);
    }

    private void print(QuarantineProject project, Found found, Letter letter) {
        List<Deed> deeds = project.history().of(found.entry().place());
        List<Entry> back = project.selection().cameBack(deeds);
        Map<String, @Nullable Object> fields = fields(found, letter);
        if (session.options().format() == Format.TABLE) {
            fields.put("value", shown(letter));
            fields.forEach(this::line);
            deeds.forEach(deed -> line("history", told(deed)));
            back.forEach(entry -> line("came back", entry.id() + " (" + entry.reason() + ")"));
            session.next("tributary quarantine resubmit " + found.entry().id());
        } else {
            fields.put("raw", letter.raw().map(Cells::text).orElse(null));
            fields.put(
                    "history", deeds.stream().map(QuarantineShowCommand::data).toList());
            fields.put(
                    "came_back",
                    back.stream().map(entry -> entry.id().toString()).toList());
            try (Rows rows =
                    session.rows(fields.keySet().stream().map(Column::any).toList())) {
                rows.add(new ArrayList<>(fields.values()));
            }
        }
    }

    private void line(String name, @Nullable Object value) {
        if (value != null) {
            session.out().printf("%-17s %s%n", name.replace('_', ' '), Cells.text(value, Column.Align.LEFT));
        }
    }

    private Map<String, @Nullable Object> fields(Found found, Letter letter) {
        Entry entry = found.entry();
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("id", entry.id());
        fields.put("place", entry.place());
        fields.put("state", found.state());
        fields.put("reason", entry.reason());
        fields.put("message", entry.message());
        fields.put("time", QuarantineProject.time(entry));
        fields.put(
                "written",
                letter.writtenAt() < 0
                        ? null
                        : Instant.ofEpochMilli(letter.writtenAt()).toString());
        fields.put("lake_file", entry.line().file());
        fields.put("lake_position", entry.line().position());
        fields.put("bytes", entry.size().isPresent() ? entry.size().getAsLong() : null);
        fields.put("key", letter.key().map(Cells::text).orElse(null));
        fields.put("headers", letter.headers().isEmpty() ? null : headers(letter.headers()));
        fields.put("resubmitted_from", entry.resubmittedFrom().orElse(null));
        fields.put(
                "obstacle",
                entry.obstacle() == Entry.Obstacle.NONE
                        ? null
                        : entry.obstacle().text());
        return fields;
    }

    private static List<Map<String, @Nullable Object>> headers(List<RecordHeader> headers) {
        List<Map<String, @Nullable Object>> all = new ArrayList<>();
        for (RecordHeader header : headers) {
            Map<String, @Nullable Object> one = new LinkedHashMap<>();
            one.put(header.key(), header.value().map(Cells::text).orElse(null));
            all.add(one);
        }
        return all;
    }

    private static String shown(Letter letter) {
        String text = letter.raw().map(Cells::text).orElse(letter.entry().size().isPresent() ? "not kept" : "none");
        return text.length() <= SHOWN
                ? text
                : text.substring(0, SHOWN) + "… ("
                        + Words.bytes(letter.entry().size().orElse(0)) + "; --raw prints all)";
    }

    private static String told(Deed deed) {
        String when = deed.at() + " by " + deed.by() + ": ";
        if (deed instanceof Deed.Discarded discarded) {
            return when + "discarded, " + discarded.reason();
        }
        Deed.Resubmitted sent = (Deed.Resubmitted) deed;
        String what = sent.mended() ? "resubmitted with a mended value" : "resubmitted as it was";
        return when
                + what
                + switch (sent.outcome()) {
                    case ARRIVED ->
                        ", is now " + sent.arrivedAt().map(Place::toString).orElse("");
                    case FAILED -> ", but it did not arrive";
                    case INTENDED -> ", and it is not known yet whether it arrived";
                    case UNKNOWN -> ", and Kafka no longer has what would tell whether it arrived";
                };
    }

    private static Map<String, @Nullable Object> data(Deed deed) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("at", deed.at().toString());
        data.put("by", deed.by());
        if (deed instanceof Deed.Discarded discarded) {
            data.put("did", "discarded");
            data.put("because", discarded.reason());
        } else if (deed instanceof Deed.Resubmitted sent) {
            data.put("did", "resubmitted");
            data.put("mended", sent.mended());
            data.put("outcome", sent.outcome().name().toLowerCase(Locale.ROOT));
            data.put("arrived_at", sent.arrivedAt().map(Place::toString).orElse(null));
        }
        return data;
    }
}
