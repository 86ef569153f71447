package dev.tributary.cli;

import dev.tributary.config.Settings;
import dev.tributary.governance.Grant;
import dev.tributary.lake.LakeLayout;
import dev.tributary.lake.LakeReader;
import dev.tributary.quarantine.Catalogue;
import dev.tributary.quarantine.Entry;
import dev.tributary.quarantine.Filter;
import dev.tributary.quarantine.Found;
import dev.tributary.quarantine.History;
import dev.tributary.quarantine.Place;
import dev.tributary.quarantine.Selection;
import dev.tributary.quarantine.State;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The quarantine of a project, open for a command. */
final class QuarantineProject implements AutoCloseable {
    /** What somebody must be allowed to read who looks at the quarantine: raw records, also of people. */
    static final List<String> FOLDERS = List.of("TRANSACTIONS_QUARANTINE", Grant.DEAD_LETTERS);

    private static final int NAMED = 100;

    private final LakeReader lake;
    private final History history;
    private final Catalogue catalogue;
    private final Selection selection;

    private QuarantineProject(LakeReader lake, History history) {
        this.lake = lake;
        this.history = history;
        this.catalogue = new Catalogue(lake);
        this.selection = new Selection(catalogue, history);
    }

    /** For looking only; nothing is created. */
    static QuarantineProject read(Settings settings) {
        return open(settings, History.read(file(settings)));
    }

    /** For doing something about records. */
    static QuarantineProject write(Settings settings) {
        return open(settings, History.open(file(settings)));
    }

    private static Path file(Settings settings) {
        return History.file(settings.state());
    }

    private static QuarantineProject open(Settings settings, History history) {
        boolean opened = false;
        try {
            QuarantineProject project =
                    new QuarantineProject(LakeReader.open(new LakeLayout(settings.lake())), history);
            opened = true;
            return project;
        } finally {
            if (!opened) {
                history.close();
            }
        }
    }

    Catalogue catalogue() {
        return catalogue;
    }

    History history() {
        return history;
    }

    Selection selection() {
        return selection;
    }

    /** What the user named, or else what the filter means and is still open. */
    List<Found> chosen(List<Place> ids, Filter filter) {
        return ids.isEmpty()
                ? selection.matching(filter).stream()
                        .filter(found -> found.state() == State.OPEN)
                        .toList()
                : selection.named(ids);
    }

    /** Coordinates as users type them. */
    static List<Place> places(List<String> ids) {
        return ids.stream()
                .map(id -> Place.parse(id)
                        .orElseThrow(() -> CommandFailedException.usage(
                                "an ID is topic/partition/offset, with /epoch when it has one, not '" + id + "'",
                                "tributary quarantine list")))
                .toList();
    }

    /** Somebody has to say which records are meant, in one way. */
    static void requireOneWay(List<String> ids, Filter filter) {
        if (ids.isEmpty() == filter.empty()) {
            throw CommandFailedException.usage(
                    ids.isEmpty()
                            ? "name records by their IDs, or with --topic, --reason, --since or --until"
                            : "name records by their IDs or by filters, not both",
                    "tributary quarantine list");
        }
    }

    /** Records as the audit trail names them: by their coordinates, not too many. */
    static String named(List<Place> places) {
        String first = places.stream().limit(NAMED).map(Place::toString).collect(Collectors.joining(" "));
        return places.size() <= NAMED ? first : first + " and " + (places.size() - NAMED) + " more";
    }

    static @Nullable String time(Entry entry) {
        return entry.time() < 0 ? null : Instant.ofEpochMilli(entry.time()).toString();
    }

    @Override
    public void close() {
        history.close();
        lake.close();
    }
}
