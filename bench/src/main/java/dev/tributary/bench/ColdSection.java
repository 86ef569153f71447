package dev.tributary.bench;

/** The first pass of a new JVM, whose code is not compiled yet: what a single {@code ingest --once} lives in. */
final class ColdSection implements Section {
    @Override
    public String name() {
        return "cold";
    }

    @Override
    public String purpose() {
        return "Kafka to the lake, the first pass of a new JVM";
    }

    @Override
    public void measure(Workbench bench, Report report) throws Exception {
        SourceTopics topics = bench.oneTopic();
        Rounds rounds = new Rounds("cold", Rounds.Measure.RATE, bench.progress());
        for (String reader : new String[] {TopicReaders.DISCARD, TopicReaders.RAW, TopicReaders.INGEST}) {
            rounds.add(reader, () -> firstPass(bench, topics, reader));
        }
        rounds.run(0, bench.scale().fewRounds());
        report.section(
                "Ingest, cold",
                String.format(
                        "The first pass of a new JVM, its start not counted: %,d transactions, 1 topic of 4 partitions, default"
                                + " settings; records/s.",
                        topics.events()));
        report.table("of raw copy,median,range", rounds.table(TopicReaders.RAW));
        report.figure("ingest_cold_of_raw", rounds.ratio(TopicReaders.INGEST, TopicReaders.RAW));
    }

    private static double firstPass(Workbench bench, SourceTopics topics, String reader) throws Exception {
        try (BenchFolder folder = BenchFolder.below(bench.folder(), "cold");
                Child child = Child.start(
                        Child.java(
                                ColdReader.class,
                                ColdReader.arguments(
                                        reader, bench.cluster().bootstrapServers(), topics, folder.path())),
                        folder.path())) {
            child.await();
            return Double.parseDouble(child.output());
        }
    }
}
