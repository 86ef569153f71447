package dev.tributary.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Measures several contenders in interleaved rounds, so that whatever else the machine does falls on all of them. */
final class Rounds {
    /** What is measured of each contender. */
    enum Measure {
        /** Work per second: more is better. */
        RATE("%,.0f") {
            @Override
            double ratio(double value, double baseline) {
                return value / baseline;
            }
        },
        /** Milliseconds: less is better, and a ratio of 2 means half the time. */
        MILLIS("%,.1f") {
            @Override
            double ratio(double value, double baseline) {
                return baseline / value;
            }
        };

        private final String format;

        Measure(String format) {
            this.format = format;
        }

        /** How many times as good as the baseline. */
        abstract double ratio(double value, double baseline);

        String text(double value) {
            return String.format(Locale.ROOT, format, value);
        }
    }

    /** One thing to measure. */
    interface Contender {
        /** Does the work once; its rate or its milliseconds. */
        double measure() throws Exception;
    }

    private final String what;
    private final Measure measure;
    private final Progress progress;
    private final Map<String, Contender> contenders = new LinkedHashMap<>();
    private final Map<String, List<Double>> values = new LinkedHashMap<>();

    Rounds(String what, Measure measure, Progress progress) {
        this.what = what;
        this.measure = measure;
        this.progress = progress;
    }

    Rounds add(String name, Contender contender) {
        contenders.put(name, contender);
        values.put(name, new ArrayList<>());
        return this;
    }

    /** Runs all contenders in turn, {@code warmUp} rounds that do not count and {@code rounds} that do. */
    Rounds run(int warmUp, int rounds) throws Exception {
        for (int round = 0; round < warmUp + rounds; round++) {
            String when = round < warmUp ? "warming up" : "round " + (round - warmUp + 1) + " of " + rounds;
            for (Map.Entry<String, Contender> entry : contenders.entrySet()) {
                double value = entry.getValue().measure();
                progress.say(what + ", " + when + ": " + entry.getKey() + " " + measure.text(value));
                if (round >= warmUp) {
                    of(entry.getKey()).add(value);
                }
            }
        }
        return this;
    }

    double median(String name) {
        return Quantiles.of(of(name)).median();
    }

    /** How many times as good the first one's median is as the second one's. */
    double ratio(String name, String baseline) {
        return measure.ratio(median(name), median(baseline));
    }

    /** Rows of a Markdown table: ratio to the baseline first, then the median and the range. */
    String table(String baseline) {
        StringBuilder table = new StringBuilder();
        for (String name : values.keySet()) {
            Quantiles quantiles = Quantiles.of(of(name));
            table.append(String.format(
                    Locale.ROOT,
                    "| %s | %.2f | %s | %s..%s |%n",
                    name,
                    ratio(name, baseline),
                    measure.text(quantiles.median()),
                    measure.text(quantiles.least()),
                    measure.text(quantiles.most())));
        }
        return table.toString();
    }

    private List<Double> of(String name) {
        return Objects.requireNonNull(values.get(name));
    }
}
