package dev.tributary.pipeline;

import dev.tributary.lake.LakeFile;
import dev.tributary.lake.LakePrune;
import dev.tributary.lake.PrunedFile;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a prune did.
 *
 * @param plan what it set out to do
 * @param kept files that turned out not to be deletable when they were read, with the reason
 * @param failures why files could not be archived, in words; they are in the lake as before
 * @param result what came of the others
 */
public record PruneReport(PrunePlan plan, List<ExpiredFile> kept, List<String> failures, LakePrune.Result result) {
    public PruneReport {
        kept = List.copyOf(kept);
        failures = List.copyOf(failures);
    }

    /** Every expired file, with what became of it. */
    public List<ExpiredFile> files() {
        Map<String, ExpiredFile> files = new TreeMap<>();
        plan.expired().forEach(file -> files.put(file.file().path(), file));
        kept.forEach(file -> files.put(file.file().path(), file));
        return List.copyOf(files.values());
    }

    /** How many files went into archives. */
    public int archived() {
        return (int) result.takenOut().stream()
                .filter(pruned -> pruned.archive().isPresent())
                .count();
    }

    /** How many files are gone for good. */
    public int deleted() {
        return result.takenOut().size() - archived();
    }

    /** How many records are no longer in the lake. */
    public long records() {
        return result.takenOut().stream()
                .map(PrunedFile::file)
                .mapToLong(LakeFile::records)
                .sum();
    }

    /** What the audit trail says of each file that is gone. */
    public List<Map<String, Object>> audited() {
        return result.takenOut().stream().map(PruneReport::audited).toList();
    }

    private static Map<String, Object> audited(PrunedFile pruned) {
        LakeFile file = pruned.file();
        Map<String, Object> detail = new TreeMap<>(Map.of(
                "file", file.path(),
                "records", file.records(),
                "bytes", file.length(),
                "crc32c", HexFormat.of().toHexDigits(file.checksum(), 8)));
        pruned.archive().ifPresent(archive -> detail.put("archive", archive.path()));
        return detail;
    }

    /** How many bytes they had. */
    public long bytes() {
        return result.takenOut().stream()
                .map(PrunedFile::file)
                .mapToLong(LakeFile::length)
                .sum();
    }
}
