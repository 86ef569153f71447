package dev.tributary.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Measures several contenders in interleaved rounds, so that whatever else the machine does falls on all of them. */
final class Rounds {
    /** One thing to measure. */
    interface Contender {
        /** Does the work once; its rate per second. */
        double rate() throws Exception;
    }

    private final Map<String, Contender> contenders = new LinkedHashMap<>();
    private final Map<String, List<Double>> rates = new LinkedHashMap<>();

    Rounds add(String name, Contender contender) {
        contenders.put(name, contender);
        rates.put(name, new ArrayList<>());
        return this;
    }

    /** Runs all contenders in turn, {@code warmUp} rounds that do not count and {@code rounds} that do. */
    Rounds run(int warmUp, int rounds) throws Exception {
        for (int round = 0; round < warmUp + rounds; round++) {
            for (Map.Entry<String, Contender> entry : contenders.entrySet()) {
                double rate = entry.getValue().rate();
                if (round >= warmUp) {
                    Objects.requireNonNull(rates.get(entry.getKey())).add(rate);
                }
            }
        }
        return this;
    }

    double median(String name) {
        List<Double> sorted = sorted(name);
        return sorted.get(sorted.size() / 2);
    }

    /** The first one's median as a share of the second one's. */
    double ratio(String name, String baseline) {
        return median(name) / median(baseline);
    }

    /** Rows of a Markdown table: ratio to the baseline first, then the rate and its range. */
    String table(String baseline) {
        StringBuilder table = new StringBuilder();
        for (String name : rates.keySet()) {
            List<Double> sorted = sorted(name);
            table.append(String.format(
                    Locale.ROOT,
                    "| %s | %.2f | %,.0f | %,.0f..%,.0f |%n",
                    name,
                    ratio(name, baseline),
                    median(name),
                    sorted.get(0),
                    sorted.get(sorted.size() - 1)));
        }
        return table.toString();
    }

    private List<Double> sorted(String name) {
        return Objects.requireNonNull(rates.get(name)).stream().sorted().toList();
    }
}
