package dev.tributary.privacy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Where something was found in clear: of each file or table how much of each kind, and the first of it. */
final class Sightings {
    private static final int SHOWN = 2;

    /**
     * What of one kind was found in one place.
     *
     * @param where the file or table
     * @param first where in it the first was found: its byte in a file, its row in a table
     * @param sample its kind and a little of it, the rest masked
     */
    record Sighting(Area area, String where, ClearKind kind, long count, long first, String sample) {
        Sighting oneMore() {
            return new Sighting(area, where, kind, count + 1, first, sample);
        }
    }

    private final Map<Area, Map<String, Map<ClearKind, Sighting>>> all = new EnumMap<>(Area.class);
    private final Set<String> endpoints;

    /** Sightings, addresses of the user's own Kafka not among them. */
    Sightings(Set<String> endpoints) {
        this.endpoints = Set.copyOf(endpoints);
    }

    /** Notes one. */
    void add(Area area, String where, ClearKind kind, byte[] buffer, int from, int to, long position) {
        if ((kind == ClearKind.USER_NAME && area.namesOperators()) || ownEndpoint(area, kind, buffer, from, to)) {
            return;
        }
        Map<ClearKind, Sighting> here = all.computeIfAbsent(area, unused -> new LinkedHashMap<>())
                .computeIfAbsent(where, unused -> new EnumMap<>(ClearKind.class));
        Sighting known = here.get(kind);
        here.put(
                kind,
                known == null
                        ? new Sighting(area, where, kind, 1, position, sample(kind, buffer, from, to))
                        : known.oneMore());
    }

    private boolean ownEndpoint(Area area, ClearKind kind, byte[] buffer, int from, int to) {
        if (kind != ClearKind.ADDRESS) {
            return false;
        }
        boolean withPort = to + 1 < buffer.length && buffer[to] == ':' && Character.isDigit(buffer[to + 1]);
        return (area.namesEndpoints() && withPort)
                || endpoints.contains(new String(buffer, from, to - from, StandardCharsets.ISO_8859_1));
    }

    /** Of five digits the name tells what they are. */
    private static String sample(ClearKind kind, byte[] buffer, int from, int to) {
        String name = kind == ClearKind.ZIP ? MemberName.before(buffer, from) : "";
        return sample(buffer, from, to) + (name.isEmpty() ? "" : " in " + name);
    }

    private static String sample(byte[] buffer, int from, int to) {
        return new String(buffer, from, Math.min(SHOWN, to - from), StandardCharsets.ISO_8859_1) + "***";
    }

    List<Sighting> in(Area area) {
        List<Sighting> found = new ArrayList<>();
        all.getOrDefault(area, Map.of()).values().forEach(kinds -> found.addAll(kinds.values()));
        return found;
    }
}
