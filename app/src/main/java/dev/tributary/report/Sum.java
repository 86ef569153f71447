package dev.tributary.report;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** A sum of amounts, exact to their last digit, and quick while they have six decimals at most, as those of the topology do. */
final class Sum {
    private static final int DECIMALS = 6;
    private static final int MOST_DIGITS = 15;
    private static final int LONGEST = 40;

    private long millionths;
    private BigDecimal rest = BigDecimal.ZERO;
    private long count;

    /** Adds one. What is too large to be an amount of money counts as nothing. */
    void add(BigDecimal amount) {
        count++;
        if (amount.scale() >= 0 && amount.scale() <= DECIMALS && amount.precision() <= MOST_DIGITS) {
            millionths += amount.setScale(DECIMALS, RoundingMode.UNNECESSARY)
                    .unscaledValue()
                    .longValue();
            makeRoom();
        } else if (amount.scale() <= LONGEST && amount.precision() - amount.scale() <= LONGEST) {
            rest = rest.add(amount);
        }
    }

    /** Takes in what another one has. */
    void merge(Sum other) {
        rest = rest.add(other.total());
        count += other.count;
    }

    private void makeRoom() {
        if (Math.abs(millionths) > Long.MAX_VALUE / 2) {
            rest = rest.add(BigDecimal.valueOf(millionths, DECIMALS));
            millionths = 0;
        }
    }

    BigDecimal total() {
        return rest.add(BigDecimal.valueOf(millionths, DECIMALS));
    }

    /** How many were added. */
    long count() {
        return count;
    }

    /** The mean; nothing of nothing. */
    BigDecimal average() {
        return count == 0 ? BigDecimal.ZERO : total().divide(BigDecimal.valueOf(count), 10, RoundingMode.HALF_UP);
    }
}
