package dev.tributary.warehouse;

/**
 * What one row adds to the summaries of its table.
 *
 * @param odd whether a group or the amount is nothing that can be summed exactly; then the amount means nothing
 * @param groups the row's group in each summary, in the order of the rule; the symbol of no text for a row that has none
 * @param hasAmount whether it has an amount
 * @param millionths its amount
 * @param completed whether its status is completed
 */
record Figures(boolean odd, Groups groups, boolean hasAmount, long millionths, boolean completed) {
    /** Symbols that nobody changes. */
    static final class Groups {
        private final Symbol[] symbols;

        /** Takes the array over. */
        Groups(Symbol[] symbols) {
            this.symbols = symbols;
        }

        Symbol get(int slot) {
            return symbols[slot];
        }
    }
}
