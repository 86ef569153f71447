package dev.tributary.bench;

/** Kafka to the lake in a warm JVM, with the default settings, beside a consumer that discards, and one that only copies. */
final class IngestSection implements Section {
    @Override
    public String name() {
        return "ingest";
    }

    @Override
    public String purpose() {
        return "Kafka to the lake, warm: one topic, ten topics, a compressed one";
    }

    @Override
    public void measure(Workbench bench, Report report) throws Exception {
        report.section(
                "Ingest, warm",
                String.format(
                        "%,d transactions of %d bytes on average a pass, default settings; records/s.",
                        bench.scale().events(), readers(bench, bench.oneTopic()).meanBytes()));
        Rounds one = measure(
                bench,
                report,
                "1 topic of 4 partitions",
                bench.oneTopic(),
                bench.scale().rounds());
        report.figure("ingest_warm_of_raw", one.ratio(TopicReaders.INGEST, TopicReaders.RAW));
        measure(
                bench,
                report,
                "10 topics of 1 partition",
                bench.tenTopics(),
                bench.scale().fewRounds());
        measure(
                bench,
                report,
                "1 topic of 4 partitions, lz4",
                bench.compressedTopic(),
                bench.scale().fewRounds());
    }

    private static Rounds measure(Workbench bench, Report report, String layout, SourceTopics topics, int counted)
            throws Exception {
        TopicReaders readers = readers(bench, topics);
        Rounds rounds = new Rounds("ingest, " + layout, Rounds.Measure.RATE, bench.progress())
                .add(TopicReaders.DISCARD, readers::discard)
                .add(TopicReaders.RAW, readers::rawCopy)
                .add(TopicReaders.INGEST, readers::ingest)
                .run(bench.scale().warmUp(), counted);
        report.text(layout + ":");
        report.table("of raw copy,median,range", rounds.table(TopicReaders.RAW));
        return rounds;
    }

    private static TopicReaders readers(Workbench bench, SourceTopics topics) {
        return new TopicReaders(bench.properties(), topics, bench.folder());
    }
}
