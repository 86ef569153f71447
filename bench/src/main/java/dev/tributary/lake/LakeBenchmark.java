package dev.tributary.lake;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.tributary.bench.SampleTransactions;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What the lake does with each record, without Kafka and the disk: checking it, writing its line, taking the line apart again. */
@State(Scope.Thread)
public class LakeBenchmark {
    private static final int RECORDS = 1_000;

    private final JsonGate gate = new JsonGate();
    private final JsonFactory jackson = new JsonFactory();
    private final ValueCheck check = new ValueCheck();
    private final LineWriter writer = new LineWriter(Erasures.NONE);
    private final LineParser parser = new LineParser();
    private final LineBuffer lines = new LineBuffer();
    private List<Arrival> arrivals = List.of();
    private byte[] written = {};

    /** Makes the records and their lines. */
    @Setup
    public void makeRecords() {
        long offset = 0;
        List<Arrival> made = new java.util.ArrayList<>();
        for (byte[] value : SampleTransactions.values(RECORDS)) {
            byte[] key = ("TXN-" + offset).getBytes(java.nio.charset.StandardCharsets.UTF_8);
            made.add(new Arrival(
                    "T",
                    0,
                    0,
                    offset++,
                    1_770_000_000_000L,
                    Optional.of(key),
                    Optional.of(check.check("T", value)),
                    List.of()));
        }
        arrivals = made;
        written = java.util.Arrays.copyOf(writeLines().bytes(), lines.length());
    }

    /** The strict check, ours. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public int gate() {
        int accepted = 0;
        for (Arrival arrival : arrivals) {
            byte[] value = arrival.value().orElseThrow().bytes();
            accepted += gate.accepts(value, 0, value.length) ? 1 : 0;
        }
        return accepted;
    }

    /** The same document through Jackson's streaming parser, which checks a little less. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public int jackson() throws IOException {
        int tokens = 0;
        for (Arrival arrival : arrivals) {
            try (JsonParser parser =
                    jackson.createParser(arrival.value().orElseThrow().bytes())) {
                while (parser.nextToken() != null) {
                    tokens++;
                }
            }
        }
        return tokens;
    }

    /** The line with its {@code _kafka}, of a value that was checked. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public int line() {
        return writeLines().length();
    }

    private LineBuffer writeLines() {
        lines.clear();
        for (Arrival arrival : arrivals) {
            writer.write(arrival, lines);
        }
        return lines;
    }

    /** Finds the lines and takes each apart as the load does, its check included. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public long takeApart() throws NotAnObjectException {
        long offsets = 0;
        int start = 0;
        for (int at = 0; at < written.length; at++) {
            if (written[at] == '\n') {
                offsets += parser.parse(written, start, at - start)
                        .stamp()
                        .orElseThrow()
                        .offset();
                start = at + 1;
            }
        }
        return offsets;
    }
}
