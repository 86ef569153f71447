package dev.tributary.bench;

import dev.tributary.broker.BrokerConfig;
import dev.tributary.broker.EmbeddedBroker;
import dev.tributary.lake.LakeLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Runs the benchmarks on a broker and data of its own and prints Markdown; {@code --json FILE} writes the ratios. */
public final class Bench {
    private Bench() {}

    /**
     * Measures.
     *
     * @param args {@code --quick} for less data, {@code --json FILE} for the ratios as JSON
     */
    public static void main(String[] args) throws Exception {
        List<String> options = Arrays.asList(args);
        boolean quick = options.contains("--quick");
        long events = quick ? 300_000 : 2_000_000;
        int rounds = quick ? 3 : 5;
        Path work = Files.createTempDirectory(Path.of("").toAbsolutePath(), "bench-");
        try (BenchFolder folder = new BenchFolder(work);
                EmbeddedBroker broker =
                        EmbeddedBroker.start(BrokerConfig.in(folder.path().resolve("kafka")))) {
            IngestBench ingest = new IngestBench(broker, folder.path(), events);
            ingest.prepare();
            Rounds ingested = ingest.measure(rounds);
            System.out.printf("## Ingest, warm: %,d transactions, 4 partitions, records/s%n%n", events);
            print(ingested.table(IngestBench.RAW), "of raw copy");

            LakeLayout lake = new LakeLayout(folder.path().resolve("pipeline"));
            ingest.ingestInto(lake);
            LoadBench load = new LoadBench(lake, folder.path());
            Rounds loaded = load.measure(rounds);
            System.out.printf("## Load: the same transactions, rows/s%n%n");
            print(loaded.table(LoadBench.PLAIN), "of plain insert");
            System.out.printf(Locale.ROOT, "Load of nothing new: %.1f ms%n", load.nothingMillis());
            writeJson(options, ingested, loaded, load);
        }
    }

    private static void print(String rows, String ratio) {
        System.out.printf("| | %s | median | range |%n|---|---:|---:|---:|%n%s%n", ratio, rows);
    }

    private static void writeJson(List<String> options, Rounds ingested, Rounds loaded, LoadBench load)
            throws IOException {
        int at = options.indexOf("--json");
        if (at < 0) {
            return;
        }
        String json = String.format(
                Locale.ROOT,
                "{\"ingest_warm_of_raw\":%.3f,\"load_of_plain_insert\":%.3f,\"load_nothing_ms\":%.1f}%n",
                ingested.ratio(IngestBench.INGEST, IngestBench.RAW),
                loaded.ratio(LoadBench.LOAD, LoadBench.PLAIN),
                load.nothingMillis());
        Files.writeString(Path.of(options.get(at + 1)), json);
    }
}
