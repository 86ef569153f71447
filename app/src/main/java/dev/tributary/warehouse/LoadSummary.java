package dev.tributary.warehouse;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What one pass over the lake did. Every line taken is counted in exactly one of {@code rows}, {@code alreadyThere},
 * {@code superseded}, {@code removed} and {@code rejected}.
 *
 * @param lines the lines taken, empty ones not counted
 * @param rows the lines that became a row, or the newer state of one
 * @param alreadyThere the lines whose record was loaded before from another line
 * @param superseded the lines of feeds of mode latest that an earlier loaded or later line of their key outdates
 * @param removed the tombstones of feeds of mode latest that took effect
 * @param rejected the lines kept in {@code _rejects}
 * @param rowsOfNulls how many of the rows have nothing but nulls
 * @param transactions how many transactions were committed
 * @param bytes how many bytes of the lake were taken
 * @param rowsByTable {@code rows} for each table, those without any left out
 * @param pending the unfinished last lines of foreign files, which wait for their end
 * @param failed the files that could not be loaded; the others were
 * @param unmatched the topics in the lake that no feed covers
 */
public record LoadSummary(
        long lines,
        long rows,
        long alreadyThere,
        long superseded,
        long removed,
        long rejected,
        long rowsOfNulls,
        int transactions,
        long bytes,
        Map<String, Long> rowsByTable,
        List<Pending> pending,
        List<FailedFile> failed,
        List<String> unmatched) {

    /**
     * A last line that is not finished.
     *
     * @param path the file in the lake
     * @param position the line's first byte
     * @param bytes how much of it is there
     */
    public record Pending(String path, long position, long bytes) {}

    /**
     * A file that was not loaded any further.
     *
     * @param path the file in the lake
     * @param message why
     * @param fix what mends it, where known
     */
    public record FailedFile(String path, String message, Optional<String> fix) {}

    public LoadSummary {
        rowsByTable = Map.copyOf(rowsByTable);
        pending = List.copyOf(pending);
        failed = List.copyOf(failed);
        unmatched = List.copyOf(unmatched);
    }

    /** Whether some files could not be loaded. */
    public boolean partial() {
        return !failed.isEmpty();
    }

    /** Whether anything in the warehouse is different now. */
    public boolean changedAnything() {
        return lines > 0;
    }

    /** Both passes together: the sums, and what waits or failed as of the later one. */
    public LoadSummary plus(LoadSummary later) {
        Map<String, Long> tables = new TreeMap<>(rowsByTable);
        later.rowsByTable.forEach((table, count) -> tables.merge(table, count, Long::sum));
        return new LoadSummary(
                lines + later.lines,
                rows + later.rows,
                alreadyThere + later.alreadyThere,
                superseded + later.superseded,
                removed + later.removed,
                rejected + later.rejected,
                rowsOfNulls + later.rowsOfNulls,
                transactions + later.transactions,
                bytes + later.bytes,
                tables,
                later.pending,
                later.failed,
                later.unmatched);
    }
}
