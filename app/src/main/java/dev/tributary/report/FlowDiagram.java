package dev.tributary.report;

import dev.tributary.report.Canvas.Align;
import java.util.List;

/** The way of the records from Kafka to the warehouse, with how many went each part of it: today's, and all. */
final class FlowDiagram {
    private static final double BOX = 82;
    private static final double HEIGHT = 38;
    private static final double TOP = 34;
    private static final double STEP = (Canvas.PAGE_WIDTH - BOX) / 4;
    private static final double SIDE_TOP = 112;
    private static final double SIDE_HEIGHT = 32;
    private static final double BAND_TOP = 164;
    private static final double BAND_HEIGHT = 24;

    private final Flow flow;

    FlowDiagram(Flow flow) {
        this.flow = flow;
    }

    String draw(Manuscript words) {
        Canvas canvas = new Canvas(Canvas.PAGE_WIDTH, BAND_TOP + BAND_HEIGHT + 2, words.typefaces());
        List<String> boxes = List.of("source", "streams", "topics", "lake", "warehouse");
        for (int i = 0; i < boxes.size(); i++) {
            box(canvas, words, i, boxes.get(i));
        }
        arrow(canvas, words, 0, flow.read());
        arrow(canvas, words, 1, flow.derived());
        arrow(canvas, words, 2, flow.lake());
        arrow(canvas, words, 3, flow.loaded());
        side(canvas, words, 1, "rejected", flow.rejected());
        side(canvas, words, 3, "dead-letters", flow.deadLetters());
        band(canvas, words);
        return canvas.markup(alternative(words));
    }

    private static void box(Canvas canvas, Manuscript words, int place, String name) {
        double x = place * STEP;
        boolean step = name.equals("streams");
        canvas.rectangle(x + 0.5, TOP, BOX - 1, HEIGHT, step ? Shade.DARK : Shade.TINT);
        canvas.text(words.text("flow." + name), x + 3, TOP + 8, BOX - 6, Align.CENTER, step ? Ink.ON_DARK : Ink.STRONG);
        canvas.text(
                words.text("flow." + name + ".what"),
                x + 3,
                TOP + 21,
                BOX - 6,
                Align.CENTER,
                step ? new Ink(6.5, false, "light") : Ink.QUIET);
    }

    /** The numbers stand above the arrow: those of today, and below them all. */
    private static void arrow(Canvas canvas, Manuscript words, int after, Flow.Volume volume) {
        double from = after * STEP + BOX;
        double to = (after + 1) * STEP;
        double middle = TOP + HEIGHT / 2;
        canvas.line(from + 1, middle, to - 5, middle, Shade.ARROW);
        canvas.arrowhead(to - 1, middle, false, Shade.DARK);
        double center = (from + to) / 2;
        double room = STEP - 6;
        canvas.text(
                words.numbers().whole(volume.today()),
                center - room / 2,
                4,
                room,
                Align.CENTER,
                new Ink(9, true, "ink"));
        canvas.text(
                words.text("flow.of-all", words.numbers().whole(volume.all())),
                center - room / 2,
                18,
                room,
                Align.CENTER,
                Ink.QUIET);
    }

    private static void side(Canvas canvas, Manuscript words, int below, String name, Flow.Volume volume) {
        double x = below * STEP - 10;
        double width = BOX + 20;
        double center = below * STEP + BOX / 2;
        canvas.line(center, TOP + HEIGHT + 1, center, SIDE_TOP - 5, Shade.DASHED);
        canvas.arrowhead(center, SIDE_TOP - 1, true, Shade.ALARM_FILL);
        canvas.rectangle(x, SIDE_TOP, width, SIDE_HEIGHT, Shade.ALARM);
        canvas.text(words.text("flow." + name), x + 3, SIDE_TOP + 5, width - 6, Align.CENTER, Ink.STRONG);
        canvas.text(
                words.text(
                        "flow.both",
                        words.numbers().whole(volume.today()),
                        words.numbers().whole(volume.all())),
                x + 3,
                SIDE_TOP + 18,
                width - 6,
                Align.CENTER,
                Ink.QUIET);
    }

    private void band(Canvas canvas, Manuscript words) {
        boolean differs = flow.balance() == Flow.Balance.DIFFERS;
        canvas.rectangle(0.5, BAND_TOP, Canvas.PAGE_WIDTH - 1, BAND_HEIGHT, differs ? Shade.ALARM : Shade.PAPER);
        canvas.text(
                words.text("flow.balance." + flow.balance()),
                8,
                BAND_TOP + 7,
                Canvas.PAGE_WIDTH - 16,
                Align.CENTER,
                Ink.STRONG);
    }

    private String alternative(Manuscript words) {
        Numbers numbers = words.numbers();
        return words.text(
                "flow.alt",
                numbers.whole(flow.read().today()),
                numbers.whole(flow.derived().today()),
                numbers.whole(flow.lake().today()),
                numbers.whole(flow.loaded().today()),
                numbers.whole(flow.rejected().today()),
                numbers.whole(flow.deadLetters().today()),
                words.text("flow.balance." + flow.balance()));
    }
}
