package dev.tributary.report;

/**
 * How a text in a drawing looks.
 *
 * @param size its size in points
 * @param bold whether it is bold
 * @param colour its colour, a class of the style sheet
 */
record Ink(double size, boolean bold, String colour) {
    static final Ink LABEL = new Ink(7.5, false, "ink");
    static final Ink STRONG = new Ink(7.5, true, "ink");
    static final Ink QUIET = new Ink(6.5, false, "quiet");
    static final Ink ON_DARK = new Ink(8, true, "light");

    String style() {
        return colour + (bold ? " bold" : "");
    }
}
