package dev.tributary.report;

import dev.tributary.report.Canvas.Align;
import java.math.BigDecimal;
import java.util.List;

/** Columns over time, a panel for each kind, all with one scale: they compare without colours. */
final class PanelChart {
    private static final double AXIS_WIDTH = 34;
    private static final double GUTTER = 14;
    private static final double TITLE = 13;
    private static final double PLOT = 62;
    private static final double TIMES = 11;
    private static final double SPACE = 10;
    private static final int PANELS_PER_ROW = 2;

    private final List<String> times;
    private final List<Panel> panels;
    private final Numbers numbers;

    /**
     * A panel.
     *
     * @param title its kind
     * @param values a value for each time
     */
    record Panel(String title, List<BigDecimal> values) {
        Panel {
            values = List.copyOf(values);
        }
    }

    PanelChart(List<String> times, List<Panel> panels, Numbers numbers) {
        this.times = List.copyOf(times);
        this.panels = List.copyOf(panels);
        this.numbers = numbers;
    }

    String draw(Typefaces typefaces, String alternative) {
        int rows = (panels.size() + PANELS_PER_ROW - 1) / PANELS_PER_ROW;
        double rowHeight = TITLE + PLOT + TIMES + SPACE;
        double panelWidth = (Canvas.PAGE_WIDTH - GUTTER * (PANELS_PER_ROW - 1)) / PANELS_PER_ROW;
        Canvas canvas = new Canvas(Canvas.PAGE_WIDTH, rows * rowHeight, typefaces);
        double top = scale();
        for (int i = 0; i < panels.size(); i++) {
            double x = i % PANELS_PER_ROW * (panelWidth + GUTTER);
            int row = i / PANELS_PER_ROW;
            double y = row * rowHeight;
            draw(canvas, panels.get(i), x, y, panelWidth, top);
        }
        return canvas.markup(alternative);
    }

    private void draw(Canvas canvas, Panel panel, double x, double y, double width, double top) {
        double left = x + AXIS_WIDTH;
        double plotTop = y + TITLE;
        double bottom = plotTop + PLOT;
        double plotWidth = width - AXIS_WIDTH;
        canvas.text(panel.title(), left, y, plotWidth, Align.LEFT, Ink.STRONG);
        for (double share : List.of(0.5, 1.0)) {
            double height = bottom - PLOT * share;
            canvas.line(left, height, left + plotWidth, height, Shade.GRID);
            canvas.text(
                    numbers.shortly(BigDecimal.valueOf(top * share)),
                    x,
                    height - 4,
                    AXIS_WIDTH - 4,
                    Align.RIGHT,
                    Ink.QUIET);
        }
        drawColumns(canvas, panel, left, bottom, plotWidth, top);
        canvas.line(left, bottom, left + plotWidth, bottom, Shade.AXIS);
        canvas.text(times.get(0), left, bottom + 2, plotWidth / 2 - 2, Align.LEFT, Ink.QUIET);
        if (times.size() > 1) {
            canvas.text(
                    times.get(times.size() - 1),
                    left + plotWidth / 2 + 2,
                    bottom + 2,
                    plotWidth / 2 - 2,
                    Align.RIGHT,
                    Ink.QUIET);
        }
    }

    private void drawColumns(Canvas canvas, Panel panel, double left, double bottom, double plotWidth, double top) {
        double slot = plotWidth / times.size();
        double column = Math.min(18, slot * 0.7);
        for (int i = 0; i < panel.values().size(); i++) {
            double height = Math.max(0, PLOT * panel.values().get(i).doubleValue() / top);
            canvas.rectangle(left + i * slot + (slot - column) / 2, bottom - height, column, height, Shade.DARK);
        }
    }

    /** The smallest of 1, 2, 4, 6 or 8 times a power of ten that no value exceeds. */
    private double scale() {
        double highest = panels.stream()
                .flatMap(panel -> panel.values().stream())
                .mapToDouble(BigDecimal::doubleValue)
                .max()
                .orElse(0);
        if (highest <= 0) {
            return 1;
        }
        double power = Math.pow(10, Math.floor(Math.log10(highest)));
        List<Double> steps = List.of(1.0, 2.0, 4.0, 6.0, 8.0, 10.0);
        return steps.stream()
                .map(step -> step * power)
                .filter(step -> step >= highest)
                .findFirst()
                .orElse(10 * power);
    }
}
