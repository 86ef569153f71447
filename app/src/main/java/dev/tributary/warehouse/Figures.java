package dev.tributary.warehouse;

/** What one row adds to the summaries of its table. */
interface Figures {
    /** Whether a group or the amount is nothing that can be summed exactly; then the amount means nothing. */
    boolean odd();

    /** The row's group in a summary, by its place in the rule; the symbol of no text for a row that has none. */
    Symbol group(int slot);

    /** Whether it has an amount. */
    boolean hasAmount();

    /** Its amount. */
    long millionths();

    /** Whether its status is completed. */
    boolean completed();
}
