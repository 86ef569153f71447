package dev.tributary.pipeline;

import dev.tributary.config.Settings;
import dev.tributary.lake.LakeFile;
import dev.tributary.quarantine.Catalogue;
import dev.tributary.quarantine.History;
import java.util.List;
import java.util.Map;

/**
 * Counts the records in quarantine that nobody resubmitted or discarded, by the ledger and the history alone: no line is read.
 *
 * @param closed how many records of each lake file are no longer open
 */
record OpenQuarantine(Map<String, Long> closed) {
    OpenQuarantine {
        closed = Map.copyOf(closed);
    }

    /** As the project's history has it now. */
    static OpenQuarantine of(Settings settings) {
        try (History history = History.read(History.file(settings.state()))) {
            return new OpenQuarantine(history.closedByFile());
        }
    }

    /** How many in these files are open. */
    long in(List<LakeFile> files) {
        return files.stream()
                .filter(Catalogue::holdsQuarantined)
                .mapToLong(file -> Math.max(0, file.records() - closed.getOrDefault(file.path(), 0L)))
                .sum();
    }
}
