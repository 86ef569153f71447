package dev.tributary.warehouse;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads off a JSON object what it adds to the summaries of its table, as {@code json_extract} would see it: names in their own
 * letter case, and of two equal ones the first. Amounts are read as decimals, never as doubles.
 */
final class FiguresReader {
    private final SummaryRule rule;
    private final Shape shape;
    private final MemberScan scan = new MemberScan();
    private final boolean[] taken;
    private final List<Optional<String>> groups;
    private long millionths;
    private boolean hasAmount;
    private boolean completed;
    private boolean odd;

    FiguresReader(SummaryRule rule) {
        this.rule = rule;
        this.shape = new Shape(rule);
        this.taken = new boolean[rule.statusSlot() + 1];
        this.groups = new ArrayList<>(Figures.ofNothing(rule).groups());
    }

    /** Those of a row, given its data; empty for a tombstone. */
    Figures read(Optional<byte[]> json) {
        if (json.isEmpty()) {
            return Figures.ofNothing(rule);
        }
        begin();
        shape.begin();
        scan.start(json.get(), 0, json.get().length);
        while (scan.next(shape.likelyName())) {
            shape.see(scan);
            take(shape.slot(), scan);
        }
        return figures();
    }

    /** The walk over an object begins. */
    void begin() {
        Arrays.fill(taken, false);
        groups.replaceAll(before -> Optional.empty());
        hasAmount = false;
        completed = false;
        odd = false;
    }

    /**
     * Takes note of the member that a walk stands on.
     *
     * @param slot the member's place, as the rule has it
     */
    void take(int slot, MemberScan member) {
        if (slot == SummaryRule.NO_SLOT || taken[slot]) {
            return;
        }
        taken[slot] = true;
        if (slot == rule.statusSlot()) {
            completed = member.isString() && member.value().equals(SummaryRule.COMPLETED);
        } else if (!member.isNull()) {
            takeValue(slot, member);
        }
    }

    private void takeValue(int slot, MemberScan member) {
        if (slot == rule.amountSlot()) {
            millionths = member.millionths();
            hasAmount = true;
            odd |= millionths == Millionths.INEXACT;
        } else if (member.isString()) {
            String group = member.value();
            groups.set(slot, Optional.of(group));
            odd |= !member.isPlainString() && !passesUnchanged(group);
        } else {
            odd = true;
        }
    }

    /** What stands in the object walked over. */
    Figures figures() {
        if (odd) {
            return Figures.ODD;
        }
        return new Figures(
                false, List.copyOf(groups), hasAmount ? OptionalLong.of(millionths) : OptionalLong.empty(), completed);
    }

    /** SQLite ends a text at a zero, and an escaped half of a pair is no UTF-8. */
    private static boolean passesUnchanged(String text) {
        return text.indexOf('\0') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }
}
