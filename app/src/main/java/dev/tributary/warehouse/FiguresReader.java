package dev.tributary.warehouse;

import dev.tributary.lake.JsonMembers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads off a JSON object what it adds to the summaries of its table, as {@code json_extract} would see it: names in their own
 * letter case, and of two equal ones the first. Amounts are read as decimals, never as doubles. It stands for what it has read last.
 */
final class FiguresReader implements Figures {
    private final SummaryRule rule;
    private final TableSymbols symbols;
    private final Shape shape;
    private final MemberScan scan = new MemberScan();
    private final boolean[] taken;
    private final Symbol[] none;
    private final Symbol[] groups;
    private long millionths;
    private boolean hasAmount;
    private boolean completed;
    private boolean odd;

    FiguresReader(TableSymbols symbols) {
        this.rule = symbols.rule();
        this.symbols = symbols;
        this.shape = new Shape(rule);
        this.taken = new boolean[rule.statusSlot() + 1];
        this.none = new Symbol[rule.members().size()];
        Arrays.setAll(none, slot -> symbols.groups(slot).none());
        this.groups = none.clone();
    }

    /** Those of a row, given its data; empty for a tombstone. They last until others are read. */
    Figures read(Optional<byte[]> json) {
        begin();
        if (json.isEmpty()) {
            return this;
        }
        shape.begin();
        scan.start(json.get(), JsonMembers.of(json.get()));
        while (scan.next(shape.likelyName())) {
            shape.see(scan);
            take(shape.slot(), scan);
        }
        return this;
    }

    /** The walk over an object begins. What is read without any is what a tombstone adds. */
    void begin() {
        Arrays.fill(taken, false);
        System.arraycopy(none, 0, groups, 0, none.length);
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
        } else if (member.isPlainString()) {
            groups[slot] = member.symbol(symbols.groups(slot));
        } else if (member.isString() && passesUnchanged(member.value())) {
            groups[slot] = symbols.groups(slot).of(member.value());
        } else {
            odd = true;
        }
    }

    @Override
    public boolean odd() {
        return odd;
    }

    @Override
    public Symbol group(int slot) {
        return odd ? none[slot] : groups[slot];
    }

    @Override
    public boolean hasAmount() {
        return hasAmount;
    }

    @Override
    public long millionths() {
        return millionths;
    }

    @Override
    public boolean completed() {
        return completed;
    }

    /** SQLite ends a text at a zero, and an escaped half of a pair is no UTF-8. */
    private static boolean passesUnchanged(String text) {
        return text.indexOf('\0') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }
}
