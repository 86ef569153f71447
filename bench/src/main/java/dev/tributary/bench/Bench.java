package dev.tributary.bench;

import dev.tributary.broker.BrokerConfig;
import dev.tributary.broker.EmbeddedBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Runs the benchmarks on a broker and data of its own, and prints Markdown. */
public final class Bench {
    private static final List<Section> SECTIONS = List.of(
            new IngestSection(),
            new ColdSection(),
            new ProcessSection(),
            new StreamsSection(),
            new LoadSection(),
            new QueriesSection(),
            new FreshnessSection(),
            new StartSection(),
            new InnerSection(),
            new GrowthSection(Path.of(System.getProperty("tributary.home", "."), "docs")));

    private Bench() {}

    /**
     * Measures.
     *
     * @param args see {@code --help}
     */
    public static void main(String[] args) throws Exception {
        List<String> names = SECTIONS.stream().map(Section::name).toList();
        BenchOptions options;
        try {
            options = BenchOptions.parse(List.of(args), names);
        } catch (IllegalArgumentException e) {
            System.err.println("error: " + e.getMessage());
            System.exit(2);
            return;
        }
        if (options.help()) {
            help();
        } else {
            measure(options);
        }
    }

    private static void help() {
        System.out.print("""
                Measures Tributary against baselines of the same run, on a broker and data of its own, and prints Markdown.

                    bench/run [--quick] [--only NAME[,NAME]] [--json FILE]

                  --quick      less data, a few minutes
                  --only NAME  some sections alone:
                """);
        for (Section section : SECTIONS) {
            System.out.printf("                 %-10s %s%n", section.name(), section.purpose());
        }
        System.out.println("  --json FILE  the medians as JSON");
    }

    private static void measure(BenchOptions options) throws Exception {
        Locale.setDefault(Locale.ROOT);
        Progress progress = new Progress();
        Report report = new Report();
        try (BenchFolder folder = BenchFolder.below(Path.of("").toAbsolutePath(), "bench-");
                EmbeddedBroker broker =
                        EmbeddedBroker.start(BrokerConfig.in(folder.path().resolve("kafka")))) {
            Scale scale = options.quick() ? Scale.quick() : Scale.full();
            Workbench bench = new Workbench(broker, folder.path(), scale, progress);
            for (Section section : SECTIONS) {
                if (options.wants(section)) {
                    section.measure(bench, report);
                }
            }
        }
        report.text((options.quick() ? "`bench/run --quick`, " : "`bench/run`, ") + Machine.line());
        write(options, report);
    }

    private static void write(BenchOptions options, Report report) throws IOException {
        if (options.json().isPresent()) {
            Files.writeString(options.json().get(), report.json());
        }
    }
}
