package dev.tributary.warehouse;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What came of rebuilding a warehouse.
 *
 * @param load what was loaded into the new file
 * @param renumbered whether rows bear the numbers and times of the old file; false when that could not be read
 * @param kept the copy of a damaged old file
 * @param carried what the old file had beside the loader's tables, and the new one has too
 * @param givenUp what the old file had and the new one has not, in words
 */
public record RebuildResult(
        LoadSummary load, boolean renumbered, Optional<Path> kept, List<String> carried, List<String> givenUp) {
    public RebuildResult {
        carried = List.copyOf(carried);
        givenUp = List.copyOf(givenUp);
    }
}
