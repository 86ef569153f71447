package dev.tributary.warehouse;

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
public record LoadMark(String path, String table, long loadedTo, long lines, boolean foreign, Instant loadedAt) {}
