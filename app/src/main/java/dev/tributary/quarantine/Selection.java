package dev.tributary.quarantine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Finds records in quarantine, with how it stands with them. */
public final class Selection {
    private static final Comparator<Found> AS_THEY_CAME = Comparator.comparing(
            found -> found.entry().origin(),
            Comparator.comparing(Place::topic)
                    .thenComparing(Place::epoch)
                    .thenComparing(Place::partition)
                    .thenComparing(Place::offset));

    private final Catalogue catalogue;
    private final History history;

    /** Over a catalogue and what was done about what it has. */
    public Selection(Catalogue catalogue, History history) {
        this.catalogue = catalogue;
        this.history = history;
    }

    /** Hands over all that the filter means, one by one. */
    public void forEach(Filter filter, Consumer<Found> handler) {
        Map<Place, Deed> newest = history.newest();
        catalogue.forEach(filter::mayMatchIn, entry -> {
            if (filter.matches(entry)) {
                handler.accept(Found.of(List.of(entry), newest));
            }
        });
    }

    /** All that the filter means, each record once, in the order in which they came to their topics. */
    public List<Found> matching(Filter filter) {
        List<Entry> meant = new ArrayList<>();
        catalogue.forEach(filter::mayMatchIn, entry -> {
            if (filter.matches(entry)) {
                meant.add(entry);
            }
        });
        return withTheirLike(meant).stream().sorted(AS_THEY_CAME).toList();
    }

    /**
     * The records that were named, by {@link Entry#place()} or {@link Entry#origin()}, in this order.
     *
     * @throws QuarantineException when one is not there, or a name means several
     */
    public List<Found> named(List<Place> names) {
        Map<Place, List<Entry>> meant = new LinkedHashMap<>();
        names.forEach(name -> meant.put(name, new ArrayList<>()));
        catalogue.forEach(entry -> meant.forEach((name, entries) -> {
            if (entry.place().isMeantBy(name) || entry.origin().isMeantBy(name)) {
                entries.add(entry);
            }
        }));
        return withTheirLike(meant.entrySet().stream()
                .map(name -> only(name.getKey(), name.getValue()))
                .toList());
    }

    private static Entry only(Place name, List<Entry> entries) {
        Optional<Entry> exact =
                entries.stream().filter(entry -> entry.place().isMeantBy(name)).findFirst();
        if (exact.isPresent()) {
            return exact.get();
        }
        if (entries.isEmpty()) {
            throw new QuarantineException(
                    "there is no record " + name + " in quarantine, as far as the lake has it",
                    "tributary quarantine list --state all; what is not in the lake yet comes with  tributary ingest");
        }
        long records = entries.stream().map(Entry::sameRecord).distinct().count();
        if (records > 1) {
            throw new QuarantineException(
                    records + " records in quarantine come from " + name,
                    "name the one that is meant: "
                            + entries.stream()
                                    .map(entry -> entry.place() + " (" + entry.reason() + ")")
                                    .collect(Collectors.joining(", ")));
        }
        return entries.get(0);
    }

    /** Those given, each with the other entries that are the same record. */
    private List<Found> withTheirLike(List<Entry> chosen) {
        Map<String, Map<Place, Entry>> like = new LinkedHashMap<>();
        chosen.forEach(entry -> like.computeIfAbsent(entry.sameRecord(), unused -> new LinkedHashMap<>())
                .put(entry.place(), entry));
        catalogue.forEach(entry -> Optional.ofNullable(like.get(entry.sameRecord()))
                .ifPresent(entries -> entries.putIfAbsent(entry.place(), entry)));
        Map<Place, Deed> newest = history.newest();
        return like.values().stream()
                .map(entries -> Found.of(List.copyOf(entries.values()), newest))
                .toList();
    }

    /** The records that came back: those whose header says that they are one of these sendings. */
    public List<Entry> cameBack(List<Deed> deeds) {
        List<String> attempts = deeds.stream()
                .filter(Deed.Resubmitted.class::isInstance)
                .map(deed -> ((Deed.Resubmitted) deed).attempt())
                .toList();
        List<Entry> back = new ArrayList<>();
        if (!attempts.isEmpty()) {
            catalogue.forEach(entry -> {
                if (Resubmission.attempt(entry.headers())
                        .filter(attempts::contains)
                        .isPresent()) {
                    back.add(entry);
                }
            });
        }
        return back;
    }
}
