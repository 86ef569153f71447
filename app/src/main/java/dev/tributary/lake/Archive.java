package dev.tributary.lake;

/**
 * The lines of a pruned file, kept in another form beside the lake's days.
 *
 * @param path of the archive, relative to the lake's root, with {@code /} between its parts
 * @param bytes how long the archive is
 * @param checksum the CRC32C of its bytes
 */
public record Archive(String path, long bytes, long checksum) {}
