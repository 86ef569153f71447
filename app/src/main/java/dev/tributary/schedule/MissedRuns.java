package dev.tributary.schedule;

/** What becomes of times at which a job was due and nobody ran it: the machine slept, nothing was started, or the run before took too long. */
public enum MissedRuns {
    /** One run makes up for all of them. */
    ONCE,
    /** They are noted in the history and not made up for. */
    SKIP,
    /** Each of them is run, one after the other. */
    ALL
}
