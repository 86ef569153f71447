package dev.tributary.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Ingestion as users start it, a process of its own, from its start to its end; with the memory that it takes. */
final class ProcessSection implements Section {
    private static final String TRIBUTARY = "tributary ingest --once";
    private static final String RAW = "raw copy, a Java process";
    private static final String KCAT = "kcat -e to a file";

    @Override
    public String name() {
        return "process";
    }

    @Override
    public String purpose() {
        return "ingest --once as a process: time from start to end, peak memory";
    }

    @Override
    public void measure(Workbench bench, Report report) throws Exception {
        SourceTopics topics = bench.oneTopic();
        List<Double> ours = new ArrayList<>();
        List<Double> raw = new ArrayList<>();
        List<Double> kcats = new ArrayList<>();
        boolean kcat = Child.installed("kcat");
        Rounds rounds = new Rounds("process", Rounds.Measure.RATE, bench.progress())
                .add(RAW, () -> run(bench, topics, rawCopy(bench, topics), raw))
                .add(TRIBUTARY, () -> run(bench, topics, List.of(), ours));
        if (kcat) {
            rounds.add(KCAT, () -> run(bench, topics, kcat(bench, topics), kcats));
        }
        rounds.run(0, bench.scale().fewRounds());
        report.section(
                "Ingest, as a process",
                String.format(
                        "From the start of a process to its end: %,d transactions, 1 topic of 4 partitions, default settings;"
                                + " records/s.",
                        topics.events()));
        report.table("of raw copy,median,range", rounds.table(RAW));
        if (!kcat) {
            report.text("Not measured: kcat, which is not installed.");
        }
        String memory = row(TRIBUTARY, Quantiles.of(ours))
                + row(RAW, Quantiles.of(raw))
                + (kcat ? row(KCAT, Quantiles.of(kcats)) : "");
        report.text("Peak resident memory (`VmHWM`), MiB:");
        report.table("median,range", memory);
        report.figure("ingest_rss_mib", Quantiles.of(ours).median());
    }

    /** Runs a process on a folder of its own; without a command, the product. */
    private static double run(Workbench bench, SourceTopics topics, List<String> command, List<Double> memory)
            throws IOException, InterruptedException {
        try (BenchFolder folder = BenchFolder.below(bench.folder(), "process")) {
            Projects.describe(folder.path(), topics.names());
            List<String> started = command.isEmpty()
                    ? Child.tributary(
                            "ingest",
                            "--once",
                            "-b",
                            bench.cluster().bootstrapServers(),
                            "--dir",
                            folder.path().toString())
                    : command;
            try (Child child = Child.start(started, folder.path())) {
                Child.Ended ended = child.await();
                if (command.isEmpty()) {
                    requireAll(Files.readString(folder.path().resolve("err")), topics.events());
                }
                memory.add(ended.peakMib());
                return topics.events() / ended.seconds();
            }
        }
    }

    private static List<String> rawCopy(Workbench bench, SourceTopics topics) {
        return Child.java(
                ColdReader.class,
                ColdReader.arguments(TopicReaders.RAW, bench.cluster().bootstrapServers(), topics, bench.folder()));
    }

    private static List<String> kcat(Workbench bench, SourceTopics topics) {
        return List.of(
                "kcat",
                "-C",
                "-e",
                "-q",
                "-b",
                bench.cluster().bootstrapServers(),
                "-o",
                "beginning",
                "-t",
                topics.names().get(0));
    }

    private static void requireAll(String said, long events) {
        if (!said.contains(String.format(Locale.ROOT, "ingested %,d records", events))) {
            throw new IllegalStateException("ingest --once did not take " + events + " records: " + said);
        }
    }

    /** The peak memory, in MiB, of several runs of the product. */
    static Quantiles peaks(Workbench bench, SourceTopics topics, int runs) throws IOException, InterruptedException {
        List<Double> peaks = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            run(bench, topics, List.of(), peaks);
        }
        return Quantiles.of(peaks);
    }

    static String row(String name, Quantiles quantiles) {
        return String.format(
                "| %s | %.0f | %.0f..%.0f |%n", name, quantiles.median(), quantiles.least(), quantiles.most());
    }
}
