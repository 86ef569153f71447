package dev.tributary.bench;

import dev.tributary.broker.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/** From a record's birth to its row in SQL, at steady rates, with {@code ingest} and {@code load --follow} as processes. */
final class FreshnessSection implements Section {
    private static final String TOPIC = "BENCH_FRESH";
    private static final int HEADLINE = 5_000;
    private static final List<Integer> RATES = List.of(1_000, HEADLINE, 20_000);

    @Override
    public String name() {
        return "freshness";
    }

    @Override
    public String purpose() {
        return "produced to visible in SQL, at 1,000, 5,000 and 20,000 messages/s";
    }

    /** The runs at one rate. */
    private static final class Runs {
        private final List<FreshnessRun.Seen> runs = new ArrayList<>();

        void add(FreshnessRun.Seen seen) {
            runs.add(seen);
        }

        Quantiles of(ToDoubleFunction<FreshnessRun.Seen> value) {
            return Quantiles.of(runs.stream().map(value::applyAsDouble).toList());
        }
    }

    @Override
    public void measure(Workbench bench, Report report) throws Exception {
        try (Topics topics = new Topics(bench.cluster())) {
            topics.create(List.of(TOPIC), 2);
        }
        Map<Integer, Runs> measured = new LinkedHashMap<>();
        RATES.forEach(rate -> measured.put(rate, new Runs()));
        try (BenchFolder folder = BenchFolder.below(bench.folder(), "freshness")) {
            Projects.describe(folder.path(), List.of(TOPIC));
            try (Child ingest =
                            start(bench, folder, "ingest", "-b", bench.cluster().bootstrapServers());
                    Child load = start(bench, folder, "load", "--follow")) {
                FreshnessRun run = new FreshnessRun(
                        bench, TOPIC, folder.path().resolve("data_warehouse.db"), List.of(ingest, load));
                run.begin();
                run.measure(HEADLINE);
                for (int round = 1; round <= bench.scale().fewRounds(); round++) {
                    for (Map.Entry<Integer, Runs> rate : measured.entrySet()) {
                        FreshnessRun.Seen seen = run.measure(rate.getKey());
                        rate.getValue().add(seen);
                        bench.progress()
                                .say(String.format(
                                        "freshness, round %d of %d: %,d/s p50 %.0f ms, p99 %.0f ms",
                                        round, bench.scale().fewRounds(), rate.getKey(), seen.p50(), seen.p99()));
                    }
                }
            }
        }
        report(bench, report, measured);
    }

    private static Child start(Workbench bench, BenchFolder project, String... command) throws IOException {
        Path output = Files.createTempDirectory(bench.folder(), command[0]);
        List<String> args = new ArrayList<>(List.of(command));
        args.addAll(List.of("--dir", project.path().toString()));
        return Child.start(Child.tributary(args.toArray(String[]::new)), output);
    }

    private static void report(Workbench bench, Report report, Map<Integer, Runs> measured) {
        StringBuilder rows = new StringBuilder();
        measured.forEach((rate, runs) -> rows.append(row(rate, runs)));
        report.section(
                "Freshness",
                String.format(
                        "From the record's timestamp to its row in SQL, seen by a reader that never rests; `ingest` and `load --follow`"
                                + " are processes of their own, 2 partitions, default settings; medians of %d runs of %d s at each"
                                + " rate; ms. Beside it a plain consumer that reads the same records at the same time.",
                        bench.scale().fewRounds(), bench.scale().freshness().toSeconds()));
        report.table("p50,range,p99,range,consumer p50,consumer p99,reached messages/s", rows.toString());
        Runs headline = Objects.requireNonNull(measured.get(HEADLINE));
        report.figure("freshness_p50_ms", headline.of(FreshnessRun.Seen::p50).median());
        report.figure("freshness_p99_ms", headline.of(FreshnessRun.Seen::p99).median());
    }

    private static String row(int rate, Runs runs) {
        Quantiles p50 = runs.of(FreshnessRun.Seen::p50);
        Quantiles p99 = runs.of(FreshnessRun.Seen::p99);
        return String.format(
                Locale.ROOT,
                "| %,d messages/s | %.0f | %.0f..%.0f | %.0f | %.0f..%.0f | %.0f | %.0f | %,.0f |%n",
                rate,
                p50.median(),
                p50.least(),
                p50.most(),
                p99.median(),
                p99.least(),
                p99.most(),
                runs.of(FreshnessRun.Seen::consumerP50).median(),
                runs.of(FreshnessRun.Seen::consumerP99).median(),
                runs.of(FreshnessRun.Seen::reached).median());
    }
}
