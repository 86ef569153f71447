package dev.tributary.warehouse;

/** What happened to the lines of one file or of a whole pass, counted while it runs. */
final class Tally {
    long lines;
    long rows;
    long alreadyThere;
    long superseded;
    long removed;
    long rejected;
    long rowsOfNulls;

    void add(Tally other) {
        lines += other.lines;
        rows += other.rows;
        alreadyThere += other.alreadyThere;
        superseded += other.superseded;
        removed += other.removed;
        rejected += other.rejected;
        rowsOfNulls += other.rowsOfNulls;
    }
}
