package dev.tributary.lake;

/**
 * What a commit brought into the lake.
 *
 * @param records lines of data
 * @param deadLetters lines of dead letters
 * @param bytes their length in the files
 */
public record CommitCounts(long records, long deadLetters, long bytes) {}
