package dev.tributary.generator;

import dev.tributary.generator.SourceRecord.Kind;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/** Makes records at their rate and sends them to a sink, until all are made or somebody stops it. */
public final class Generation {
    private static final int PROGRESS_EVERY = 1_024;
    private static final long LONGEST_NAP = TimeUnit.MILLISECONDS.toNanos(100);

    private final Generator generator;
    private final RecordSink sink;
    private final Pace pace;
    private final Passage time;
    private final LongConsumer progress;
    private volatile boolean stopped;

    /**
     * A generation that has not begun.
     *
     * @param sink stays the caller's to close
     * @param progress is told how many records were made so far, now and then, from the thread that runs
     */
    public Generation(GeneratorConfig config, InstantSource clock, RecordSink sink, LongConsumer progress) {
        this(config, clock, sink, Passage.REAL, progress);
    }

    Generation(GeneratorConfig config, InstantSource clock, RecordSink sink, Passage time, LongConsumer progress) {
        this.generator = new Generator(config, clock);
        this.sink = sink;
        this.pace = new Pace(config.rate(), time.now());
        this.time = time;
        this.progress = progress;
    }

    /** Time that passes, in nanoseconds of a clock that never goes back. */
    interface Passage {
        Passage REAL = new Passage() {
            @Override
            public long now() {
                return System.nanoTime();
            }

            @Override
            public void sleep(long nanos) throws InterruptedException {
                TimeUnit.NANOSECONDS.sleep(nanos);
            }
        };

        long now();

        void sleep(long nanos) throws InterruptedException;
    }

    /**
     * What was made.
     *
     * @param records all of them
     * @param kinds how many of each kind; every kind is there
     * @param delivered how many have arrived at the sink: all of them, since a record that does not arrive is a failure
     * @param complete whether all that were asked for were made; false when it was stopped or interrupted
     */
    public record Summary(long records, Map<Kind, Long> kinds, long delivered, boolean complete) {
        public Summary {
            kinds = Map.copyOf(kinds);
        }
    }

    /**
     * Runs to its end, to {@link #stop} or to an interrupt of this thread, which it leaves set. In any case all records made have arrived
     * when it returns.
     *
     * @throws GeneratorException when a record could not be delivered
     */
    public Summary run() {
        Map<Kind, Long> kinds = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            kinds.put(kind, 0L);
        }
        long made = 0;
        while (generator.hasNext() && awaitNext(made)) {
            SourceRecord next = generator.next();
            sink.send(next);
            kinds.merge(next.kind(), 1L, Long::sum);
            if (++made % PROGRESS_EVERY == 0) {
                progress.accept(made);
            }
        }
        sink.flush();
        progress.accept(made);
        return new Summary(made, kinds, sink.delivered(), !generator.hasNext());
    }

    /** Ends {@link #run} after the record in hand, within a tenth of a second, from any thread. */
    public void stop() {
        stopped = true;
    }

    /** False when it is time to end instead. */
    private boolean awaitNext(long made) {
        try {
            for (long wait = pace.untilNext(time.now()); wait > 0 && !stopped; wait = pace.untilNext(time.now())) {
                progress.accept(made);
                time.sleep(Math.min(wait, LONGEST_NAP));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return !stopped && !Thread.currentThread().isInterrupted();
    }
}
