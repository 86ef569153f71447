package dev.tributary.bench;

import dev.tributary.broker.BrokerConfig;
import dev.tributary.broker.EmbeddedBroker;
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
            new GrowthSection());

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

                    bench/run [--quick] [--only NAME[,NAME]] [--page FILE] [--json FILE] [--plots FOLDER]

                  --quick         less data, a few minutes
                  --only NAME     some sections alone:
                """);
        for (Section section : SECTIONS) {
            System.out.printf("                    %-10s %s%n", section.name(), section.purpose());
        }
        System.out.print("""
                  --page FILE     the tables, those of the goals first; written after each section
                  --json FILE     the medians as JSON; written after each section
                  --plots FOLDER  how the figures grow, as plots
                """);
    }

    private static void measure(BenchOptions options) throws Exception {
        Locale.setDefault(Locale.ROOT);
        Progress progress = new Progress();
        Report report = new Report();
        boolean complete = true;
        try (BenchFolder folder = BenchFolder.below(Path.of("").toAbsolutePath(), "bench-");
                EmbeddedBroker broker =
                        EmbeddedBroker.start(BrokerConfig.in(folder.path().resolve("kafka")))) {
            Scale scale = options.quick() ? Scale.quick() : Scale.full();
            Workbench bench = new Workbench(broker, folder.path(), scale, options.plots(), progress);
            for (Section section : SECTIONS) {
                if (options.wants(section)) {
                    complete &= measured(section, bench, report);
                    report.save(options.page(), options.json());
                }
            }
        }
        report.text((options.quick() ? "`bench/run --quick`, " : "`bench/run`, ") + Machine.line());
        report.save(options.page(), options.json());
        System.out.print(report.goals());
        progress.say("all measured");
        if (!complete) {
            System.exit(1);
        }
    }

    /** Whether a section could be measured; what it comes to is no reason to lose the others. */
    private static boolean measured(Section section, Workbench bench, Report report) throws InterruptedException {
        try {
            bench.progress().say("section " + section.name());
            section.measure(bench, report);
            return true;
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            report.text("**" + section.name() + " could not be measured: " + e + "**");
            e.printStackTrace();
            return false;
        }
    }
}
