package dev.tributary.pipeline;

import dev.tributary.lake.LakeFile;
import java.util.List;

/**
 * What a prune would do.
 *
 * @param expired the files whose days have expired, by path
 * @param files how many files the lake has
 * @param bytes how long they are together
 */
public record PrunePlan(List<ExpiredFile> expired, int files, long bytes) {
    public PrunePlan {
        expired = List.copyOf(expired);
    }

    /** The files that may be deleted. */
    public List<LakeFile> deletable() {
        return expired.stream()
                .filter(ExpiredFile::deletable)
                .map(ExpiredFile::file)
                .toList();
    }

    /** How many of those go into archives. */
    public int archived() {
        return (int) expired.stream()
                .filter(file -> file.deletable() && file.archived())
                .count();
    }

    /** How long those are together. */
    public long deletableBytes() {
        return deletable().stream().mapToLong(LakeFile::length).sum();
    }

    /** What share of the lake's bytes those are. */
    public double share() {
        return bytes == 0 ? 0 : (double) deletableBytes() / bytes;
    }
}
