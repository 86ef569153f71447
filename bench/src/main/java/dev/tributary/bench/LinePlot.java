package dev.tributary.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Lines over a logarithmic axis, as an SVG picture that reads in black and white. */
final class LinePlot {
    private static final int WIDTH = 740;
    private static final int HEIGHT = 340;
    private static final int LEFT = 84;
    private static final int RIGHT = 150;
    private static final int TOP = 56;
    private static final int BOTTOM = 56;
    private static final int STEPS = 5;
    private static final double LABEL_WIDTH = 70;
    private static final double NAME_HEIGHT = 16;
    private static final List<String> DASHES = List.of("none", "7 4", "2 3", "10 3 2 3");

    /** A measured value: of what size, and how much. */
    record Point(double x, double y) {}

    private final String title;
    private final String across;
    private final String up;
    private final Map<String, List<Point>> lines = new LinkedHashMap<>();

    /**
     * A plot without lines.
     *
     * @param across what the logarithmic axis counts
     * @param up what was measured, with its unit
     */
    LinePlot(String title, String across, String up) {
        this.title = title;
        this.across = across;
        this.up = up;
    }

    LinePlot line(String name, List<Point> points) {
        lines.put(name, List.copyOf(points));
        return this;
    }

    void write(Path file) throws IOException {
        Files.writeString(file, svg());
    }

    private String svg() {
        StringBuilder svg = new StringBuilder();
        add(
                svg,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" font-family=\"sans-serif\" font-size=\"12\">",
                WIDTH,
                HEIGHT);
        add(svg, "<title>%s</title>", title);
        add(svg, "<rect width=\"%d\" height=\"%d\" fill=\"white\"/>", WIDTH, HEIGHT);
        add(svg, "<text x=\"%d\" y=\"22\" font-size=\"15\" font-weight=\"bold\">%s</text>", LEFT, title);
        add(svg, "<text x=\"%d\" y=\"42\" fill=\"#555\">%s</text>", LEFT, up);
        add(
                svg,
                "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\" fill=\"#555\">%s</text>",
                (LEFT + WIDTH - RIGHT) / 2,
                HEIGHT - 12,
                across);
        addGrid(svg);
        int each = 0;
        for (List<Point> points : lines.values()) {
            addLine(svg, points, DASHES.get(each++ % DASHES.size()));
        }
        addNames(svg);
        return svg.append("</svg>\n").toString();
    }

    private void addGrid(StringBuilder svg) {
        for (int step = 0; step <= STEPS; step++) {
            double value = highest() * step / STEPS;
            add(
                    svg,
                    "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/>",
                    LEFT,
                    WIDTH - RIGHT,
                    y(value),
                    y(value));
            add(svg, "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>", LEFT - 8, y(value) + 4, number(value));
        }
        addAcross(svg);
    }

    /** Names the places of the points, as many as have room for it. */
    private void addAcross(StringBuilder svg) {
        double[] places = lines.values().stream()
                .flatMap(List::stream)
                .mapToDouble(Point::x)
                .sorted()
                .distinct()
                .toArray();
        double last = -LABEL_WIDTH;
        for (double place : places) {
            if (x(place) - last >= LABEL_WIDTH) {
                last = x(place);
                add(
                        svg,
                        "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                        last,
                        HEIGHT - BOTTOM + 18,
                        number(place));
            }
        }
    }

    private void addLine(StringBuilder svg, List<Point> points, String dashes) {
        StringBuilder path = new StringBuilder();
        for (Point point : points) {
            path.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(point.x), y(point.y)));
            add(svg, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" fill=\"#1f4e79\"/>", x(point.x), y(point.y));
        }
        add(
                svg,
                "<polyline points=\"%s\" fill=\"none\" stroke=\"#1f4e79\" stroke-width=\"2\" stroke-dasharray=\"%s\"/>",
                path.toString().strip(),
                dashes);
    }

    /** Right of the plot, where nothing crosses them, the highest first and each led to from where its line ends. */
    private void addNames(StringBuilder svg) {
        List<Map.Entry<String, List<Point>>> highestFirst = lines.entrySet().stream()
                .sorted(Comparator.comparingDouble(line -> y(last(line.getValue()).y)))
                .toList();
        double free = TOP;
        int names = highestFirst.size();
        for (int each = 0; each < names; each++) {
            Point last = last(highestFirst.get(each).getValue());
            double lowest = HEIGHT - BOTTOM - NAME_HEIGHT * (names - 1 - each);
            double height = Math.min(Math.max(y(last.y), free), lowest);
            free = height + NAME_HEIGHT;
            add(
                    svg,
                    "<line x1=\"%.1f\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#999\"/>",
                    x(last.x) + 6,
                    WIDTH - RIGHT + 4,
                    y(last.y),
                    height);
            add(
                    svg,
                    "<text x=\"%d\" y=\"%.1f\" fill=\"#1f4e79\">%s</text>",
                    WIDTH - RIGHT + 8,
                    height + 4,
                    highestFirst.get(each).getKey());
        }
    }

    private static Point last(List<Point> points) {
        return points.get(points.size() - 1);
    }

    private static void add(StringBuilder svg, String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private double x(double value) {
        double least = Math.log10(least());
        double span = Math.max(Math.log10(most()) - least, 1e-9);
        return LEFT + 12 + (WIDTH - LEFT - RIGHT - 24) * (Math.log10(value) - least) / span;
    }

    private double y(double value) {
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / highest();
    }

    private double least() {
        return lines.values().stream()
                .flatMap(List::stream)
                .mapToDouble(Point::x)
                .min()
                .orElse(1);
    }

    private double most() {
        return lines.values().stream()
                .flatMap(List::stream)
                .mapToDouble(Point::x)
                .max()
                .orElse(1);
    }

    /** The top of the axis: the first of 1, 2 or 5 times a power of ten that nothing exceeds. */
    private double highest() {
        double most = lines.values().stream()
                .flatMap(List::stream)
                .mapToDouble(Point::y)
                .max()
                .orElse(1);
        double power = Math.pow(10, Math.floor(Math.log10(most)));
        return power * (most <= power ? 1 : most <= 2 * power ? 2 : most <= 5 * power ? 5 : 10);
    }

    private static String number(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(Locale.ROOT, "%,.1f", value);
    }
}
