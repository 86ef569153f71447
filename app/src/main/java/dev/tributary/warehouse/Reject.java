package dev.tributary.warehouse;

/**
 * A line that could not become a row.
 *
 * @param file the file in the lake
 * @param position its first byte in the file
 * @param reason why
 * @param text the line, what is not UTF-8 in it replaced; the table {@code _rejects} has its bytes
 */
public record Reject(String file, long position, String reason, String text) {}
