package dev.tributary.lake;

import java.time.LocalDate;
import java.util.Optional;

/**
 * A file of lines in the lake.
 *
 * @param path relative to the lake's root, with {@code /} between its parts
 * @param topic the topic; of a foreign file the name of its first folder, in the case it has on disk
 * @param date the day; empty for a foreign file whose folder is not one
 * @param kind what the lines are
 * @param foreign whether another tool made it, so that the ledger knows nothing of it
 * @param length the committed length in bytes, always at the end of a line; of a foreign file its size when it was seen
 * @param records the committed lines; 0 for a foreign file, whose lines nobody counted
 * @param checksum the CRC32C of the committed bytes; 0 for a foreign file
 */
public record LakeFile(
        String path,
        String topic,
        Optional<LocalDate> date,
        Kind kind,
        boolean foreign,
        long length,
        long records,
        long checksum) {}
