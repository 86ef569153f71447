package dev.tributary.streams;

import java.nio.charset.StandardCharsets;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A pseudonym of a user seen lately, and one of a user never seen before. */
@State(Scope.Thread)
public class PseudonymBenchmark {
    private final Pseudonym pseudonym =
            new KeyVersion(1, "a key for measuring only".getBytes(StandardCharsets.UTF_8)).forColumn("USER_ID_HASHED");
    private int next;

    /** One of 4,000 users who come again and again. */
    @Benchmark
    public String known() {
        next = (next + 1) % 4_000;
        return pseudonym.of("USER-" + next);
    }

    /** A new user every time: a whole HMAC-SHA256. */
    @Benchmark
    public String unknown() {
        return pseudonym.of("USER-" + next++);
    }
}
