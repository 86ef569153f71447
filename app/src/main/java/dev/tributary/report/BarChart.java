package dev.tributary.report;

import dev.tributary.report.Canvas.Align;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** Bars from left to right, one below the other, each with its value; a dark part within a bar is part of its value. */
final class BarChart {
    private static final double LABEL_WIDTH = 140;
    private static final double VALUE_WIDTH = 88;
    private static final double GAP = 6;
    private static final double ROW = 16;
    private static final double BAR = 10;
    private static final double LEGEND = 16;
    private static final double SQUARE = 7;

    private final List<Bar> bars;
    private final Optional<Legend> legend;

    /**
     * A bar.
     *
     * @param label what it stands for
     * @param value how long it is
     * @param part how much of it is dark; empty for all of it
     * @param shown its value as it is written
     */
    record Bar(String label, BigDecimal value, Optional<BigDecimal> part, String shown) {}

    /** What the light and the dark part of the bars are. */
    record Legend(String whole, String part) {}

    BarChart(List<Bar> bars, Optional<Legend> legend) {
        this.bars = List.copyOf(bars);
        this.legend = legend;
    }

    String draw(Typefaces typefaces, String alternative) {
        double top = legend.isPresent() ? LEGEND : 0;
        Canvas canvas = new Canvas(Canvas.PAGE_WIDTH, top + bars.size() * ROW + 2, typefaces);
        legend.ifPresent(words -> drawLegend(canvas, words));
        canvas.line(LABEL_WIDTH + GAP, top, LABEL_WIDTH + GAP, top + bars.size() * ROW, Shade.AXIS);
        BigDecimal longest = bars.stream().map(Bar::value).reduce(BigDecimal.ZERO, BigDecimal::max);
        for (int i = 0; i < bars.size(); i++) {
            draw(canvas, bars.get(i), longest, top + i * ROW);
        }
        return canvas.markup(alternative);
    }

    private static void drawLegend(Canvas canvas, Legend words) {
        double x = LABEL_WIDTH + GAP;
        double room = (Canvas.PAGE_WIDTH - x) / 2;
        canvas.rectangle(x, 2, SQUARE, SQUARE, Shade.DARK);
        canvas.text(words.part(), x + SQUARE + 4, 1, room - SQUARE - 8, Align.LEFT, Ink.QUIET);
        canvas.rectangle(x + room, 2, SQUARE, SQUARE, Shade.LIGHT);
        canvas.text(words.whole(), x + room + SQUARE + 4, 1, room - SQUARE - 8, Align.LEFT, Ink.QUIET);
    }

    private static void draw(Canvas canvas, Bar bar, BigDecimal longest, double y) {
        double left = LABEL_WIDTH + GAP;
        double room = Canvas.PAGE_WIDTH - left - GAP - VALUE_WIDTH;
        double length = length(bar.value(), longest, room);
        canvas.text(bar.label(), 0, y + 3, LABEL_WIDTH, Align.RIGHT, Ink.LABEL);
        double dark = bar.part().map(part -> length(part, longest, room)).orElse(length);
        if (bar.part().isPresent()) {
            canvas.rectangle(left, y + 3, length, BAR, Shade.LIGHT);
        }
        canvas.rectangle(left, y + 3, dark, BAR, Shade.DARK);
        canvas.text(bar.shown(), left + length + GAP, y + 3, VALUE_WIDTH, Align.LEFT, Ink.STRONG);
    }

    /** Values below zero have no bar; their value stands beside it. */
    private static double length(BigDecimal value, BigDecimal longest, double room) {
        if (longest.signum() <= 0 || value.signum() <= 0) {
            return 0;
        }
        return Math.max(0.5, room * value.doubleValue() / longest.doubleValue());
    }
}
