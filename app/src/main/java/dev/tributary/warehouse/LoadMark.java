package dev.tributary.warehouse;

import dev.tributary.lake.LakeFile;
import java.time.Instant;

/**
 * How far a file of the lake is loaded.
 *
 * @param path the file in the lake
 * @param table the table it loads into
 * @param loadedTo the position after the last line loaded
 * @param lines the lines taken, empty ones not counted
 * @param foreign whether another tool made the file
 * @param loadedAt when something of it was last loaded
 */
public record LoadMark(String path, String table, long loadedTo, long lines, boolean foreign, Instant loadedAt) {
    /** How many of the file's records are loaded. Behind its last line that is all of them, though what is left of erased persons are no lines that a load takes. */
    public long recordsOf(LakeFile file) {
        return !foreign && loadedTo >= file.length() ? file.records() : lines;
    }
}
