package dev.tributary.report;

import java.math.BigDecimal;
import java.util.OptionalLong;

/**
 * All that the report asked of the warehouse.
 *
 * @param period the days it was asked about
 * @param whole the transactions as a whole
 * @param byType what was spent per type
 * @param topUsers the users that spent most
 * @param averages the average amount per type
 * @param failures failed transactions per country
 * @param overTime what was spent per type in each stretch of time
 * @param step how long such a stretch is
 * @param peaks the windows of five minutes in which most was spent
 * @param countries what was spent per country
 * @param methods what was spent per payment method
 * @param statuses what was spent per status
 * @param duplicates transactions that came more than once: one row
 * @param late records that came late: one row
 */
record Answers(
        Period period,
        Overview whole,
        Answer<Spending> byType,
        Answer<Spending> topUsers,
        Answer<Spending> averages,
        Answer<Spending> failures,
        Answer<Stretch> overTime,
        TimeStep step,
        Answer<Peak> peaks,
        Answer<Spending> countries,
        Answer<Spending> methods,
        Answer<Spending> statuses,
        Answer<Repeats> duplicates,
        Answer<Long> late) {

    /**
     * The transactions as a whole.
     *
     * @param count how many there are
     * @param gross their sum in US dollars
     * @param completed the sum of the completed ones
     * @param users how many users they are of
     * @param first the earliest time
     * @param last the latest time
     */
    record Overview(long count, BigDecimal gross, BigDecimal completed, long users, String first, String last) {
        /** Of no transactions. */
        static final Overview NONE = new Overview(0, BigDecimal.ZERO, BigDecimal.ZERO, 0, "", "");
    }

    /**
     * What is said of one type, user, country, method or status.
     *
     * @param name which one
     * @param count how many transactions, where that was asked
     * @param gross their sum or average in US dollars
     * @param completed that of the completed ones
     */
    record Spending(String name, OptionalLong count, BigDecimal gross, BigDecimal completed) {}

    /** What was spent on one type in one stretch of time. */
    record Stretch(String time, String type, BigDecimal gross) {}

    /** A window. */
    record Peak(String type, String start, String end, long count, BigDecimal total) {}

    /** How many transactions there are, and how many of them differ. */
    record Repeats(long count, long different) {}
}
