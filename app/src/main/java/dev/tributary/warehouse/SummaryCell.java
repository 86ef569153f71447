package dev.tributary.warehouse;

import java.util.List;
import java.util.Optional;

/** Counts and sums of one group of a summary, or what they change by. */
final class SummaryCell {
    /** The columns of a summary behind its group, in their order. */
    static final List<String> COLUMNS = List.of(
            "records",
            "amounts",
            "amount_millionths",
            "completed_records",
            "completed_amounts",
            "completed_millionths",
            "odd");

    private final ExactSum millionths = new ExactSum();
    private final ExactSum completedMillionths = new ExactSum();
    private long records;
    private long amounts;
    private long completedRecords;
    private long completedAmounts;
    private long odd;
    private boolean shrinks;

    /**
     * Takes a row in or out.
     *
     * @param sign 1 for a row that comes, -1 for one that goes
     */
    void count(Figures figures, int sign) {
        shrinks |= sign < 0;
        if (figures.odd()) {
            odd += sign;
            return;
        }
        records += sign;
        completedRecords += figures.completed() ? sign : 0;
        if (figures.hasAmount()) {
            long amount = sign * figures.millionths();
            amounts += sign;
            millionths.add(amount);
            if (figures.completed()) {
                completedAmounts += sign;
                completedMillionths.add(amount);
            }
        }
    }

    /** What stands in each of {@link #COLUMNS}; empty for a sum that 64 bits do not hold. */
    List<Optional<Long>> values() {
        return List.of(
                Optional.of(records),
                Optional.of(amounts),
                millionths.value(),
                Optional.of(completedRecords),
                Optional.of(completedAmounts),
                completedMillionths.value(),
                Optional.of(odd));
    }

    /** Whether a row left the group, which may be empty now. */
    boolean shrinks() {
        return shrinks;
    }
}
