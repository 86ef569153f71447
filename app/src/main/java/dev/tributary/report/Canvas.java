package dev.tributary.report;

import java.util.Locale;

/**
 * A drawing: shapes as SVG, and its texts as text of the page laid over them, so that they are selected, searched and read in the report's own
 * typefaces. All lengths are points.
 */
final class Canvas {
    /** How wide a drawing is at most: the page between its margins. */
    static final double PAGE_WIDTH = 481;

    /** Where a text stands in its box. */
    enum Align {
        LEFT,
        CENTER,
        RIGHT
    }

    private static final double LINE_HEIGHT = 1.25;

    private final double width;
    private final double height;
    private final StringBuilder shapes = new StringBuilder();
    private final Html texts = new Html();
    private final Typefaces typefaces;

    Canvas(double width, double height, Typefaces typefaces) {
        this.width = width;
        this.height = height;
        this.typefaces = typefaces;
    }

    Canvas rectangle(double x, double y, double w, double h, String style) {
        shapes.append(String.format(
                Locale.ROOT,
                "<rect x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\" %s/>",
                x,
                y,
                Math.max(0, w),
                Math.max(0, h),
                style));
        return this;
    }

    Canvas line(double x1, double y1, double x2, double y2, String style) {
        shapes.append(String.format(
                Locale.ROOT, "<line x1=\"%.2f\" y1=\"%.2f\" x2=\"%.2f\" y2=\"%.2f\" %s/>", x1, y1, x2, y2, style));
        return this;
    }

    /** A filled triangle that points along its direction, its tip at the point. */
    Canvas arrowhead(double x, double y, boolean down, String style) {
        double[] p = down
                ? new double[] {x, y, x - 3, y - 6, x + 3, y - 6}
                : new double[] {x, y, x - 6, y - 3, x - 6, y + 3};
        shapes.append(String.format(
                Locale.ROOT,
                "<polygon points=\"%.2f,%.2f %.2f,%.2f %.2f,%.2f\" %s/>",
                p[0],
                p[1],
                p[2],
                p[3],
                p[4],
                p[5],
                style));
        return this;
    }

    /** One line of text in a box of that width, shortened with an ellipsis when it does not fit; {@code y} is the line's top. */
    Canvas text(String text, double x, double y, double boxWidth, Align align, Ink ink) {
        Typeface face = typefaces.of(ink);
        String shown = face.fit(text, ink.size(), boxWidth);
        double taken = Math.min(boxWidth, face.width(shown, ink.size()) + 0.5);
        double left = switch (align) {
            case LEFT -> x;
            case CENTER -> x + (boxWidth - taken) / 2;
            case RIGHT -> x + boxWidth - taken;
        };
        String position = String.format(
                Locale.ROOT,
                "left:%.2fpt;top:%.2fpt;width:%.2fpt;font-size:%.2fpt;line-height:%.2fpt",
                left,
                y,
                taken + 1,
                ink.size(),
                ink.size() * LINE_HEIGHT);
        texts.element("div", shown, "class", "t " + ink.style(), "style", position);
        return this;
    }

    /** The drawing as markup. */
    String markup(String alternative) {
        String size = String.format(Locale.ROOT, "width:%.2fpt;height:%.2fpt", width, height);
        String viewBox = String.format(Locale.ROOT, "0 0 %.2f %.2f", width, height);
        return new Html()
                .open("div", "class", "drawing", "style", size)
                .open(
                        "svg",
                        "xmlns",
                        "http://www.w3.org/2000/svg",
                        "viewBox",
                        viewBox,
                        "width",
                        String.format(Locale.ROOT, "%.2fpt", width),
                        "height",
                        String.format(Locale.ROOT, "%.2fpt", height),
                        "role",
                        "img",
                        "aria-label",
                        alternative,
                        "alt",
                        alternative)
                .markup(shapes.toString())
                .close("svg")
                .markup(texts.toString())
                .close("div")
                .line()
                .toString();
    }
}
