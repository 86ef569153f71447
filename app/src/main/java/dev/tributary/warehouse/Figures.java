package dev.tributary.warehouse;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What one row adds to the summaries of its table.
 *
 * @param odd whether a group or the amount is nothing that can be summed exactly; then the rest means nothing
 * @param groups the row's group in each summary, in the order of the rule; empty for a row that has none
 * @param millionths its amount
 * @param completed whether its status is completed
 */
record Figures(boolean odd, List<Optional<String>> groups, OptionalLong millionths, boolean completed) {
    static final Figures ODD = new Figures(true, List.of(), OptionalLong.empty(), false);

    /** Those of a row without data. */
    static Figures ofNothing(SummaryRule rule) {
        List<Optional<String>> none = Collections.nCopies(rule.members().size(), Optional.empty());
        return new Figures(false, none, OptionalLong.empty(), false);
    }
}
