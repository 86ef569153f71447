package dev.tributary.campaign;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a campaign is run with.
 *
 * @param folder the project's folder; must not be there yet
 * @param jar the built product
 * @param length how long processes are hit
 * @param every the average time between two faults
 * @param seed of the sequence of faults
 * @param rate source records per second
 */
record Options(Path folder, Path jar, Duration length, Duration every, long seed, int rate) {
    static final String USAGE =
            "usage: campaign [--dir DIR] [--minutes N] [--every SECONDS] [--seed N] [--rate RECORDS_PER_SECOND]";

    private static final Set<String> KNOWN = Set.of("--dir", "--jar", "--minutes", "--every", "--seed", "--rate");

    static Options parse(List<String> arguments) {
        Map<String, String> given = new HashMap<>();
        for (int at = 0; at < arguments.size(); at += 2) {
            String name = arguments.get(at);
            if (!KNOWN.contains(name) || at + 1 == arguments.size()) {
                throw new IllegalArgumentException("unknown option, or one without value: " + name);
            }
            given.put(name, arguments.get(at + 1));
        }
        return new Options(
                Path.of(given.getOrDefault("--dir", "tributary-campaign")).toAbsolutePath(),
                Path.of(given.getOrDefault("--jar", "app/target/tributary.jar")).toAbsolutePath(),
                seconds(60 * Double.parseDouble(given.getOrDefault("--minutes", "5"))),
                seconds(Double.parseDouble(given.getOrDefault("--every", "4"))),
                Long.parseLong(given.getOrDefault("--seed", Long.toString(System.nanoTime() % 1_000_000))),
                Integer.parseInt(given.getOrDefault("--rate", "100")));
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1000));
    }
}
