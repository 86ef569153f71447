package dev.tributary.pipeline;

import dev.tributary.config.Settings;
import dev.tributary.governance.AccessCheck;
import dev.tributary.governance.Finding;
import dev.tributary.governance.Folders;
import dev.tributary.lake.LakeLayout;
import dev.tributary.warehouse.TableState;
import dev.tributary.warehouse.Warehouse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What has drifted in a project's users, permissions and file modes.
 *
 * @param findings what was found, that which was mended just now included
 */
public record PermissionsDrift(List<Finding> findings) {
    public PermissionsDrift {
        findings = List.copyOf(findings);
    }

    /**
     * Looks at everything.
     *
     * @param mendModes whether files that others can open are closed to them; nothing else is changed
     */
    public static PermissionsDrift find(Settings settings, boolean mendModes, Instant now) {
        return new PermissionsDrift(new AccessCheck(
                        settings.warehouse().database(),
                        new LakeLayout(settings.lake()),
                        settings.state(),
                        folders(settings))
                .run(mendModes, now));
    }

    /** What permissions can be about in a project. */
    public static Folders folders(Settings settings) {
        return new Folders(settings.feeds(), inLake(settings), tables(settings));
    }

    private static List<String> tables(Settings settings) {
        if (!Files.isRegularFile(settings.warehouse().database())) {
            return List.of();
        }
        try (Warehouse warehouse = Warehouse.openReadOnly(settings.warehouse().database())) {
            return warehouse.tables().stream().map(TableState::name).toList();
        }
    }

    private static List<String> inLake(Settings settings) {
        if (!Files.isDirectory(settings.lake())) {
            return List.of();
        }
        try (Stream<java.nio.file.Path> folders = Files.list(settings.lake())) {
            return folders.filter(Files::isDirectory)
                    .map(folder -> folder.getFileName().toString())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("list the folders of the lake: " + e.getMessage(), e);
        }
    }

    /** How many findings were mended. */
    public long mended() {
        return findings.stream().filter(Finding::mended).count();
    }

    /** How many were not. */
    public long open() {
        return findings.size() - mended();
    }

    /** How many there are of each kind, and how many of all were mended. */
    Map<String, Long> numbers() {
        Map<String, Long> numbers = new LinkedHashMap<>();
        for (Finding.Kind kind : Finding.Kind.values()) {
            numbers.put(
                    kind.name().toLowerCase(Locale.ROOT) + "s",
                    findings.stream().filter(found -> found.kind() == kind).count());
        }
        numbers.put("mended", mended());
        return numbers;
    }

    /** In one line, with the first of each kind that is not mended. */
    public String words() {
        String closed = mended() == 0 ? "" : "closed " + Words.count(mended(), "file", "files") + " to others";
        if (open() == 0) {
            return "no drift" + (closed.isEmpty() ? "" : "; " + closed);
        }
        Map<Finding.Kind, String> named = new EnumMap<>(Finding.Kind.class);
        findings.stream()
                .filter(finding -> !finding.mended())
                .forEach(finding -> named.putIfAbsent(finding.kind(), finding.subject() + " " + finding.problem()));
        long others = open() - named.size();
        return Words.count(open(), "finding", "findings") + ": " + String.join("; ", named.values())
                + (others == 0 ? "" : "; and " + others + " more")
                + (closed.isEmpty() ? "" : "; " + closed);
    }
}
