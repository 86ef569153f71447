package dev.tributary.ingest;

/**
 * How many bad records, that is dead letters, a topic may have before somebody is told.
 *
 * @param threshold the share of a partition's last offsets above which the alarm is raised; 1 for never
 * @param window how many offsets of a partition the share is of, also while fewer were read
 * @param stop whether the topic stops then; otherwise it goes on
 */
public record QuarantineLimit(double threshold, int window, boolean stop) {
    /** More than a tenth of the last hundred raises the alarm and stops nothing. */
    public static final QuarantineLimit DEFAULT = new QuarantineLimit(0.1, 100, false);

    public QuarantineLimit {
        if (!(threshold >= 0 && threshold <= 1)) {
            throw new IllegalArgumentException(
                    "ingest.quarantine-threshold must be a share from 0 to 1, not " + threshold);
        }
        if (window < 1) {
            throw new IllegalArgumentException("ingest.quarantine-window must be at least 1, not " + window);
        }
    }

    /** Whether so many bad records among the last offsets of a partition are too many. */
    public boolean isExceededBy(long bad) {
        return bad > threshold * window;
    }

    /** Whether so few are left that a further excess is another one. */
    boolean isOverAt(long bad) {
        return bad <= threshold * window / 2;
    }
}
