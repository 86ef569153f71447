package dev.tributary.bench;

import dev.tributary.generator.Generation;
import dev.tributary.generator.RecordSink;
import java.io.ByteArrayOutputStream;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Generated transactions in memory, the same every time but for their times. */
public final class SampleTransactions {
    private SampleTransactions() {}

    /** The values of so many transactions, as a producer would send them. */
    public static List<byte[]> values(int count) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        try (RecordSink sink = RecordSink.toStream("memory", lines)) {
            new Generation(
                            SourceTopics.transactions(OptionalLong.of(count), OptionalDouble.empty(), 1),
                            InstantSource.system(),
                            sink,
                            made -> {})
                    .run();
        }
        return lines.toString(java.nio.charset.StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .toList();
    }
}
