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
 * @param result what came of the others
 */
public record PruneReport(PrunePlan plan, List<ExpiredFile> kept, LakePrune.Result result) {
    public PruneReport {
        kept = List.copyOf(kept);
    }

    /** Every expired file, with what became of it. */
    public List<ExpiredFile> files() {
        Map<String, ExpiredFile> files = new TreeMap<>();
        plan.expired().forEach(file -> files.put(file.file().path(), file));
        kept.forEach(file -> files.put(file.file().path(), file));
        return List.copyOf(files.values());
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
        return result.takenOut().stream()
                .map(PrunedFile::file)
                .map(file -> Map.<String, Object>of(
                        "file", file.path(),
                        "records", file.records(),
                        "bytes", file.length(),
                        "crc32c", HexFormat.of().toHexDigits(file.checksum(), 8)))
                .toList();
    }

    /** How many bytes they had. */
    public long bytes() {
        return result.takenOut().stream()
                .map(PrunedFile::file)
                .mapToLong(LakeFile::length)
                .sum();
    }
}
