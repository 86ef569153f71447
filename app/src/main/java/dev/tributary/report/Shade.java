package dev.tributary.report;

/** Fills and lines of the drawings. They differ in lightness, so that they differ without colour as well. */
final class Shade {
    static final String DARK = "fill=\"#12395b\"";
    static final String MIDDLE = "fill=\"#5b87ab\"";
    static final String LIGHT = "fill=\"#d3e0ea\" stroke=\"#12395b\" stroke-width=\"0.5\"";
    static final String PAPER = "fill=\"#ffffff\" stroke=\"#12395b\" stroke-width=\"0.8\"";
    static final String TINT = "fill=\"#eef3f7\" stroke=\"#12395b\" stroke-width=\"0.8\"";
    static final String ALARM = "fill=\"#ffffff\" stroke=\"#a33a1f\" stroke-width=\"1\"";
    static final String ALARM_FILL = "fill=\"#a33a1f\"";
    static final String AXIS = "stroke=\"#5b6770\" stroke-width=\"0.6\"";
    static final String GRID = "stroke=\"#c9d3db\" stroke-width=\"0.4\"";
    static final String ARROW = "stroke=\"#12395b\" stroke-width=\"1\"";
    static final String DASHED = "stroke=\"#5b6770\" stroke-width=\"0.8\" stroke-dasharray=\"3 2\"";

    private Shade() {}
}
