package dev.tributary.cli;

import dev.tributary.config.Settings;
import dev.tributary.config.Stage;
import dev.tributary.pipeline.Pipeline;
import dev.tributary.pipeline.PipelineCounters;
import dev.tributary.pipeline.PipelineListener;
import dev.tributary.pipeline.Words;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;

/** A pipeline that runs while somebody watches: says what starts, keeps a line of counters, and ends cleanly when asked. */
final class Foreground implements AutoCloseable {
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);

    /** What the pipeline is run for. */
    @FunctionalInterface
    interface Watch {
        /** Called a few times a second; false when the pipeline has done what it was run for. */
        boolean goOn(Pipeline pipeline, PipelineCounters counters) throws InterruptedException;
    }

    private final Session session;
    private final LiveLine line;
    private final Pipeline pipeline;
    private final Instant began;

    private Foreground(Session session, Settings settings, Set<Stage> stages) {
        this.session = session;
        this.line = new LiveLine(session);
        this.pipeline = Pipeline.start(
                settings, stages, session.shell().environment(), session.shell().clock(), new Told());
        this.began = session.shell().clock().instant();
    }

    /** Starts the stages, saying so one by one. */
    static Foreground start(Session session, Settings settings, Set<Stage> stages) {
        return new Foreground(session, settings, stages);
    }

    Pipeline pipeline() {
        return pipeline;
    }

    /**
     * Shows the counters until the watch says that all is done, somebody asks for the end, or a stage fails.
     *
     * @throws RuntimeException of the stage that failed
     */
    void watch(Watch watch) throws InterruptedException {
        boolean goOn = true;
        try (Stop.Registration ending = session.stop().onRequest(() -> {})) {
            while (goOn && !session.stop().requested()) {
                PipelineCounters counters = pipeline.counters();
                show(counters);
                goOn = watch.goOn(pipeline, counters) && !pipeline.awaitFailure(LOOK_EVERY);
            }
        }
        if (!session.quiet()) {
            line.finish(text(pipeline.counters()));
        }
        line.close();
        if (pipeline.failure().isPresent()) {
            throw asRuntime(pipeline.failure().get());
        }
    }

    /** Says a line above the counters. */
    void say(String text) {
        if (!session.quiet()) {
            line.above(text);
        }
    }

    private void show(PipelineCounters counters) {
        if (!session.quiet()) {
            line.update(text(counters), session.shell().clock().instant());
        }
    }

    private String text(PipelineCounters counters) {
        double seconds = Math.max(
                1, Duration.between(began, session.shell().clock().instant()).toMillis() / 1000.0);
        String events = counters.events() == 0
                ? ""
                : String.format(Locale.ROOT, "events %,d  %,.0f/s   ", counters.events(), counters.events() / seconds);
        return "  " + events
                + String.format(Locale.ROOT, "lake %,d   warehouse %,d", counters.lake(), counters.warehouse())
                + counters.freshness()
                        .map(age -> "   freshness " + Words.duration(age))
                        .orElse("")
                + String.format(Locale.ROOT, "   quarantined %,d", counters.quarantined());
    }

    private static RuntimeException asRuntime(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return failure instanceof RuntimeException known ? known : new IllegalStateException(failure);
    }

    /** Stops the stages: what was committed stays. */
    @Override
    public void close() {
        line.close();
        pipeline.close();
    }

    private final class Told implements PipelineListener {
        @Override
        public void started(String part, String detail, Duration took) {
            String shown = part.equals("lake") || part.equals("warehouse") ? session.display(Path.of(detail)) : detail;
            String mark = session.colours().good("  ok");
            session.say(String.format("%s  %-13s  %-48s %7s", mark, part, shown, Words.duration(took)));
        }

        @Override
        public void notice(String text) {
            say(session.colours().strong("note:") + " " + Cells.harmless(text));
        }
    }
}
