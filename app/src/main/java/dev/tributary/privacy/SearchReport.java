package dev.tributary.privacy;

import dev.tributary.privacy.PrivacyCheckResult.Finding;
import dev.tributary.privacy.PrivacyCheckResult.Outcome;
import dev.tributary.privacy.PrivacyCheckResult.Row;
import dev.tributary.privacy.Sightings.Sighting;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What the search for clear values came to, as rows and findings. */
final class SearchReport {
    private static final Set<String> LINES =
            Set.of("jsonl", "ndjson", "json", "csv", "txt", "log", "html", "yaml", "yml", "md", "sql");
    private static final Set<PosixFilePermission> OTHERS = EnumSet.complementOf(EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE));

    private final PrivacyScope scope;
    private final ProjectFiles files;
    private final ProjectSearch search;

    SearchReport(PrivacyScope scope, ProjectFiles files, ProjectSearch search) {
        this.scope = scope;
        this.files = files;
        this.search = search;
    }

    void addTo(List<Row> rows, List<Finding> findings) throws IOException {
        for (Area area : Area.values()) {
            if (area != Area.CONFIDENTIAL && search.lookedAt(area) > 0) {
                clear(area, rows, findings);
            }
        }
        confidential(rows, findings);
        unread(rows, findings);
        broker(rows);
    }

    private void clear(Area area, List<Row> rows, List<Finding> findings) throws IOException {
        List<Sighting> sightings = search.sightings().in(area);
        long found = count(sightings);
        String check = "in clear: " + area.text();
        rows.add(new Row(
                check,
                search.lookedAt(area),
                area == Area.TABLES ? "rows" : "files",
                0,
                found,
                found > 0 ? Outcome.FOUND : Outcome.NONE,
                ""));
        for (Sighting sighting : sightings) {
            findings.add(new Finding(check, where(sighting), what(sighting), sighting.count()));
        }
    }

    private static long count(List<Sighting> sightings) {
        return sightings.stream().mapToLong(Sighting::count).sum();
    }

    private static String what(Sighting sighting) {
        return sighting.kind().text() + " (" + sighting.sample() + ")";
    }

    private String where(Sighting sighting) throws IOException {
        if (sighting.area() == Area.TABLES) {
            return String.format(Locale.ROOT, "%s, row %,d", sighting.where(), sighting.first());
        }
        if (sighting.first() < 0) {
            return sighting.where() + ", in what is packed in it";
        }
        String name = sighting.where();
        boolean lines = LINES.contains(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
        return lines
                ? String.format(Locale.ROOT, "%s, line %,d", name, line(name, sighting.first()))
                : String.format(Locale.ROOT, "%s, byte %,d", name, sighting.first());
    }

    /** Only of what is found is it worth to count the lines before it. */
    private long line(String where, long position) throws IOException {
        Path file = scope.directory().resolve(where);
        long line = 1;
        if (!Files.exists(file)) {
            return line;
        }
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            for (long at = 0; at < position; at++) {
                int character = in.read();
                if (character < 0) {
                    return line;
                }
                line += character == '\n' ? 1 : 0;
            }
        }
        return line;
    }

    /** Clear values are there by their nature; that others can read them is none of it. */
    private void confidential(List<Row> rows, List<Finding> findings) throws IOException {
        List<ProjectFiles.Found> kept = files.files().stream()
                .filter(file -> file.area() == Area.CONFIDENTIAL)
                .toList();
        List<ProjectFiles.Found> open = new ArrayList<>();
        for (ProjectFiles.Found file : kept) {
            if (openToOthers(file.path())) {
                open.add(file);
            }
        }
        long values = count(search.sightings().in(Area.CONFIDENTIAL));
        String check = Area.CONFIDENTIAL.text();
        rows.add(new Row(
                check,
                kept.size(),
                "files",
                0,
                open.isEmpty() ? values : open.size(),
                open.isEmpty() ? values > 0 ? Outcome.ALLOWED : Outcome.NONE : Outcome.FOUND,
                open.isEmpty()
                        ? values > 0 ? "values in clear, to be mended from; files for their owner alone" : ""
                        : "files that others may read, with values in clear"));
        open.forEach(file ->
                findings.add(new Finding(check, file.where(), "is open to other users of this machine: chmod 600", 1)));
    }

    private static boolean openToOthers(Path file) throws IOException {
        if (!Files.exists(file)
                || !file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return false;
        }
        Set<PosixFilePermission> others = EnumSet.noneOf(PosixFilePermission.class);
        others.addAll(Files.getPosixFilePermissions(file));
        others.retainAll(OTHERS);
        return !others.isEmpty();
    }

    private void unread(List<Row> rows, List<Finding> findings) {
        if (search.unread().isEmpty()) {
            return;
        }
        String check = "files that could not be read";
        int count = search.unread().size();
        rows.add(new Row(check, count, "files", 0, count, Outcome.FOUND, "nobody knows what is in them"));
        search.unread().forEach(file -> findings.add(new Finding(check, file, "could not be read through", 1)));
    }

    private void broker(List<Row> rows) {
        if (files.brokerBytes() > 0) {
            rows.add(new Row(
                    "embedded broker",
                    files.brokerBytes(),
                    "bytes",
                    0,
                    0,
                    Outcome.NOT_SEARCHED,
                    scope.source() + " is in clear by its nature; kept " + scope.sourceKept()));
        }
    }
}
