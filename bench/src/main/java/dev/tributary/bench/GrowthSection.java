package dev.tributary.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** How the figures change with partitions, topics and rows, as plots. */
final class GrowthSection implements Section {
    private static final List<Integer> PARTITIONS = List.of(1, 4, 16, 64, 256);
    private static final List<Integer> TOPICS = List.of(1, 4, 16, 64);
    private static final List<Integer> MEMORY_PARTITIONS = List.of(1, 16, 256, 1_000);
    private static final long EVENTS = 300_000;

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
        bench.plot(
                "ingest",
                new LinePlot(
                                "Ingestion by partitions and topics",
                                "partitions of one topic; topics of one partition",
                                "thousand records/s, warm")
                        .line("partitions", rates(bench, report, "partitions of one topic", partitions))
                        .line("topics", rates(bench, report, "topics of one partition", topics)));
    }

    private static List<String> names(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(each -> prefix + each).toList();
    }

    private static List<LinePlot.Point> rates(
            Workbench bench, Report report, String what, Map<SourceTopics, Integer> layouts) throws Exception {
        Rounds rounds = new Rounds("growth", Rounds.Measure.RATE, bench.progress());
        for (Map.Entry<SourceTopics, Integer> layout : layouts.entrySet()) {
            bench.filled(layout.getKey());
            TopicReaders readers = new TopicReaders(bench.properties(), layout.getKey(), bench.folder());
            rounds.add(label(layout.getValue(), what), readers::ingest);
        }
        rounds.run(bench.scale().warmUp(), bench.scale().fewRounds());
        List<String> labels =
                layouts.values().stream().map(size -> label(size, what)).toList();
        report.table("as fast as the first,records/s,range", rounds.table(labels.get(0)));
        List<LinePlot.Point> points = new ArrayList<>();
        layouts.values()
                .forEach(size -> points.add(new LinePlot.Point(size, rounds.median(label(size, what)) / 1_000)));
        return points;
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
