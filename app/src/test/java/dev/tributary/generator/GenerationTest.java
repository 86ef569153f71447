package dev.tributary.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tributary.generator.Generation.Passage;
import dev.tributary.generator.GeneratorConfig.BadInput;
import dev.tributary.generator.GeneratorConfig.Time;
import dev.tributary.generator.SourceRecord.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GenerationTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    @Test
    void aFileHasOneLineForEachRecordAndTheWordNullForATombstone(@TempDir Path folder) throws IOException {
        GeneratorConfig config = Configs.bad(3_000, new BadInput(0.1, 0.1, 0, 0, 0.1, 0, 0.1), Time.COURSE);
        Path file = folder.resolve("transactions.jsonl");
        Files.writeString(file, "what was there before");

        Generation.Summary summary;
        try (RecordSink sink = RecordSink.toFile(file)) {
            summary = new Generation(config, Configs.CLOCK, sink, made -> {}).run();
        }

        List<String> lines =
                List.of(Files.readString(file, StandardCharsets.ISO_8859_1).split("\n"));
        assertThat(lines).hasSize(3_000);
        assertThat(lines.stream().filter("null"::equals))
                .hasSize(summary.kinds().get(Kind.TOMBSTONE).intValue());
        assertThat(summary.records()).isEqualTo(3_000);
        assertThat(summary.delivered()).isEqualTo(3_000);
        assertThat(summary.complete()).isTrue();
        assertThat(summary.kinds().values().stream().mapToLong(Long::longValue).sum())
                .isEqualTo(3_000);
        assertThat(summary.kinds()).containsEntry(Kind.LATE, 0L).hasSize(Kind.values().length);
    }

    @Test
    void theSameSeedWritesTheSameFile(@TempDir Path folder) throws IOException {
        for (String name : List.of("one", "other")) {
            try (RecordSink sink = RecordSink.toFile(folder.resolve(name))) {
                new Generation(Configs.plain(5_000), Configs.CLOCK, sink, made -> {}).run();
            }
        }

        assertThat(folder.resolve("one")).hasSameBinaryContentAs(folder.resolve("other"));
    }

    @Test
    void aStreamStaysOpen() {
        List<String> events = new ArrayList<>();
        OutputStream stream = new ByteArrayOutputStream() {
            @Override
            public void close() {
                events.add("closed");
            }
        };

        try (RecordSink sink = RecordSink.toStream("standard output", stream)) {
            new Generation(Configs.plain(2), Configs.CLOCK, sink, made -> {}).run();
        }

        assertThat(stream.toString()).hasLineCount(2).endsWith("}\n");
        assertThat(events).isEmpty();
    }

    @Test
    void aReaderThatGoesAwayEndsItWithAClearMessage() {
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };

        assertThatThrownBy(() -> new Generation(
                                Configs.plain(2),
                                Configs.CLOCK,
                                RecordSink.toStream("standard output", broken),
                                made -> {})
                        .run())
                .isInstanceOf(GeneratorException.class)
                .hasMessage("cannot write to standard output: Broken pipe");
        assertThatThrownBy(() -> RecordSink.toFile(Path.of("no/such/folder/file")))
                .isInstanceOf(GeneratorException.class)
                .hasMessageContaining("no/such/folder/file");
    }

    @Test
    void recordsComeEvenlyAtTheirRateWithoutDrift() {
        SteppedTime time = new SteppedTime(0);
        TimedSink sink = new TimedSink(time);

        run(OptionalLong.of(30_001), 3_000, sink, time).run();

        assertThat((double) time.now() / SECOND).isCloseTo(10, within(0.001));
        assertThat(sink.within(0, SECOND)).isBetween(2_999, 3_001);
        assertThat(sink.within(9 * SECOND, 10 * SECOND)).isBetween(2_999, 3_001);
    }

    @Test
    void smallDelaysAreMadeUpFor() {
        SteppedTime time = new SteppedTime(TimeUnit.MICROSECONDS.toNanos(80));
        TimedSink sink = new TimedSink(time);

        run(OptionalLong.of(10_001), 1_000, sink, time).run();

        assertThat((double) time.now() / SECOND).isCloseTo(10, within(0.01));
    }

    @Test
    void aLongStallIsNotCaughtUpInABurst() {
        SteppedTime time = new SteppedTime(0);
        TimedSink sink = new TimedSink(time) {
            @Override
            public void send(SourceRecord item) {
                super.send(item);
                if (delivered() == 100) {
                    time.pass(60 * SECOND);
                }
            }
        };

        run(OptionalLong.of(300), 100, sink, time).run();

        assertThat(sink.within(61 * SECOND, 62 * SECOND)).isBetween(99, 101);
    }

    @Test
    void stoppingEndsItAfterTheRecordInHand() {
        SteppedTime time = new SteppedTime(0);
        TimedSink sink = new TimedSink(time);
        List<Long> progress = new ArrayList<>();
        Generation[] running = new Generation[1];
        running[0] = new Generation(Configs.rate(OptionalLong.empty(), 0.5), Configs.CLOCK, sink, time, made -> {
            progress.add(made);
            if (time.now() > 20 * SECOND) {
                running[0].stop();
            }
        });

        Generation.Summary summary = running[0].run();

        assertThat(summary.complete()).isFalse();
        assertThat(summary.records()).isEqualTo(11);
        assertThat(sink.flushed).isTrue();
        assertThat(progress).isSorted().endsWith(11L);
        assertThat(time.now()).as("not the whole pause was waited for").isLessThan(21 * SECOND);
    }

    @Test
    void anInterruptEndsItAndIsNotLost() {
        SteppedTime time = new SteppedTime(0) {
            @Override
            public void sleep(long nanos) throws InterruptedException {
                throw new InterruptedException();
            }
        };
        TimedSink sink = new TimedSink(time);

        Generation.Summary summary = run(OptionalLong.empty(), 1, sink, time).run();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(summary.records()).isEqualTo(1);
        assertThat(sink.flushed).isTrue();
    }

    private static Generation run(OptionalLong events, double rate, RecordSink sink, Passage time) {
        return new Generation(Configs.rate(events, rate), Configs.CLOCK, sink, time, made -> {});
    }

    /** Time that passes only while somebody sleeps, each time a little longer than asked. */
    private static class SteppedTime implements Passage {
        private final long oversleep;
        private long now = 5;

        SteppedTime(long oversleep) {
            this.oversleep = oversleep;
            this.now = 0;
        }

        void pass(long nanos) {
            now += nanos;
        }

        @Override
        public long now() {
            return now;
        }

        @Override
        public void sleep(long nanos) throws InterruptedException {
            now += nanos + oversleep;
        }
    }

    /** Remembers when records came. */
    private static class TimedSink implements RecordSink {
        private final Passage time;
        private final List<Long> arrivals = new ArrayList<>();
        private boolean flushed;

        TimedSink(Passage time) {
            this.time = time;
        }

        int within(long from, long to) {
            return (int) arrivals.stream()
                    .filter(arrival -> arrival >= from && arrival < to)
                    .count();
        }

        @Override
        public void send(SourceRecord item) {
            arrivals.add(time.now());
        }

        @Override
        public void flush() {
            flushed = true;
        }

        @Override
        public long delivered() {
            return arrivals.size();
        }

        @Override
        public void close() {}
    }
}
