package dev.tributary.warehouse;

import java.util.ArrayList;
import java.util.List;

/** The symbols of one table's members: of the users that rows name, and of the groups of its summaries. Not for several threads. */
final class TableSymbols {
    private final SummaryRule rule;
    private final Symbols users = new Symbols();
    private final Symbols userNames = new Symbols();
    private final List<Symbols> groups = new ArrayList<>();

    TableSymbols(SummaryRule rule) {
        this.rule = rule;
        rule.members().forEach(member -> groups.add(member.equals(Users.ID) ? users : new Symbols()));
    }

    /** Which summaries the table has. */
    SummaryRule rule() {
        return rule;
    }

    Symbols users() {
        return users;
    }

    Symbols userNames() {
        return userNames;
    }

    /** Those of the groups of a summary, by its place in the rule. */
    Symbols groups(int slot) {
        return groups.get(slot);
    }
}
