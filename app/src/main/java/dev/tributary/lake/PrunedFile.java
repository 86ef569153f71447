package dev.tributary.lake;

import java.time.Instant;
import java.util.Optional;

/**
 * A file that is no longer in the lake, because its day had expired.
 *
 * @param file what was committed of it
 * @param at when it was taken out of the lake
 * @param deleted whether it is certainly gone from the disk; else the next prune deletes it
 * @param archive what has its lines now, if anything
 */
public record PrunedFile(LakeFile file, Instant at, boolean deleted, Optional<Archive> archive) {}
