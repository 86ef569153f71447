package dev.tributary.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** How the figures change with partitions, topics and rows, as plots; beside ingestion a raw copy, whose bends are the broker's and the client's. */
final class GrowthSection implements Section {
    private static final List<Integer> PARTITIONS = List.of(1, 4, 16, 64, 256);
    private static final List<Integer> TOPICS = List.of(1, 4, 16, 64);
    private static final List<Integer> MEMORY_PARTITIONS = List.of(1, 16, 256, 1_000);
    private static final long EVENTS = 300_000;
    private static final String RAW_COPY = "raw copy of ";

    @Override
    public String name() {
        return "growth";
    }

    @Override
    public String purpose() {
        return "ingestion's rate and memory against partitions and topics; only when named or with --plots";
    }

    @Override
    public boolean onlyForPlots() {
        return true;
    }

    @Override
    public void measure(Workbench bench, Report report) throws Exception {
        report.section(
                "Growth",
                String.format(
                        "Medians of %d rounds; %,d transactions a pass.",
                        bench.scale().fewRounds(), EVENTS));
        ingestRate(bench, report);
        memory(bench, report);
    }

    private void ingestRate(Workbench bench, Report report) throws Exception {
        Map<SourceTopics, Integer> partitions = new LinkedHashMap<>();
        PARTITIONS.forEach(
                each -> partitions.put(new SourceTopics(List.of("GROWTH_P" + each), each, "none", EVENTS), each));
        Map<SourceTopics, Integer> topics = new LinkedHashMap<>();
        TOPICS.forEach(each ->
                topics.put(new SourceTopics(names("GROWTH_T" + each + "_", each), 1, "none", EVENTS), each));
        Rates overPartitions = rates(bench, report, "partitions of one topic", partitions);
        Rates overTopics = rates(bench, report, "topics of one partition", topics);
        bench.plot(
                "ingest",
                new LinePlot(
                                "Ingestion by partitions and topics",
                                "partitions of one topic; topics of one partition",
                                "thousand records/s, warm")
                        .line("partitions", overPartitions.ingest())
                        .line("topics", overTopics.ingest())
                        .line("copy by partitions", overPartitions.rawCopy())
                        .line("copy by topics", overTopics.rawCopy()));
    }

    private static List<String> names(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(each -> prefix + each).toList();
    }

    /** Of each layout, thousand records a second. */
    private record Rates(List<LinePlot.Point> ingest, List<LinePlot.Point> rawCopy) {}

    private static Rates rates(Workbench bench, Report report, String what, Map<SourceTopics, Integer> layouts)
            throws Exception {
        Rounds rounds = new Rounds("growth", Rounds.Measure.RATE, bench.progress());
        for (Map.Entry<SourceTopics, Integer> layout : layouts.entrySet()) {
            bench.filled(layout.getKey());
            TopicReaders readers = new TopicReaders(bench.properties(), layout.getKey(), bench.folder());
            String label = label(layout.getValue(), what);
            rounds.add(label, readers::ingest).add(RAW_COPY + label, readers::rawCopy);
        }
        rounds.run(bench.scale().warmUp(), bench.scale().fewRounds());
        int least = Collections.min(layouts.values());
        report.table("as fast as the first,records/s,range", rounds.table(label(least, what)));
        return new Rates(
                points(layouts, size -> rounds.median(label(size, what))),
                points(layouts, size -> rounds.median(RAW_COPY + label(size, what))));
    }

    private static List<LinePlot.Point> points(Map<SourceTopics, Integer> layouts, IntToDoubleFunction perSecond) {
        return layouts.values().stream()
                .map(size -> new LinePlot.Point(size, perSecond.applyAsDouble(size) / 1_000))
                .toList();
    }

    private static String label(int size, String what) {
        return String.format("%,d %s", size, what);
    }

    private void memory(Workbench bench, Report report) throws Exception {
        List<LinePlot.Point> points = new ArrayList<>();
        StringBuilder rows = new StringBuilder();
        for (int partitions : MEMORY_PARTITIONS) {
            SourceTopics topics = new SourceTopics(List.of("GROWTH_M" + partitions), partitions, "none", EVENTS);
            bench.filled(topics);
            Quantiles peaks = ProcessSection.peaks(bench, topics, bench.scale().fewRounds());
            rows.append(ProcessSection.row(label(partitions, "partitions of one topic"), peaks));
            points.add(new LinePlot.Point(partitions, peaks.median()));
        }
        report.text("Peak resident memory of `ingest --once`, MiB:");
        report.table("median,range", rows.toString());
        bench.plot(
                "memory",
                new LinePlot(
                                "Memory of ingestion by partitions",
                                "partitions of one topic",
                                "peak resident memory, MiB")
                        .line("ingest --once", points));
    }
}
