package dev.tributary.warehouse;

import java.util.List;
import java.util.Optional;

/**
 * Which summaries a feed's table has: the rows counted and an amount summed, by the values of some members, each in a table
 * of its own that the loader keeps up. A table without summaries has a rule without members.
 *
 * <p>A warehouse of a certain schema version has exactly the summaries of that version's rules: whoever changes them
 * raises {@link Schema#VERSION}.
 *
 * @param table the feed's table
 * @param amount the member that is summed; empty where rows are only counted
 * @param members the members whose values make the groups, a summary for each
 */
record SummaryRule(String table, Optional<String> amount, List<String> members) {
    /** The member that says what a transaction has come to. */
    static final String STATUS = "STATUS";

    /** The status whose rows are summed apart as well. */
    static final String COMPLETED = "completed";

    /** What {@link #slot} says of a member that no summary needs. */
    static final int NO_SLOT = -1;

    private static final List<SummaryRule> RULES = List.of(
            new SummaryRule(
                    "TRANSACTIONS_USD",
                    Optional.of("AMOUNT_USD"),
                    List.of("TRANSACTION_TYPE", "USER_ID_HASHED", "COUNTRY", "PAYMENT_METHOD")),
            new SummaryRule("TRANSACTIONS_FAILED", Optional.empty(), List.of("COUNTRY")));

    SummaryRule {
        members = List.copyOf(members);
    }

    /** The rule of a table, whose name is taken without regard to case. */
    static SummaryRule of(String table) {
        return RULES.stream()
                .filter(rule -> rule.table.equalsIgnoreCase(table))
                .findFirst()
                .orElseGet(() -> new SummaryRule(table, Optional.empty(), List.of()));
    }

    /** The name of the summary by a member. */
    String summary(String member) {
        return name(table, member);
    }

    static String name(String table, String member) {
        return "_sums_" + table + "_by_" + member;
    }

    /** The place of a member among those that the summaries need: first the groups, then the amount, then the status. */
    int slot(String member) {
        int group = members.indexOf(member);
        if (group >= 0 || amount.isEmpty()) {
            return group;
        }
        if (member.equals(amount.get())) {
            return amountSlot();
        }
        return member.equals(STATUS) ? statusSlot() : NO_SLOT;
    }

    int amountSlot() {
        return members.size();
    }

    int statusSlot() {
        return members.size() + 1;
    }
}
