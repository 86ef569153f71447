package dev.tributary.report;

import dev.tributary.report.Canvas.Align;
import dev.tributary.report.Run.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A line of time for each job, with a stroke for each run: up for one that was done, a red box below for one that failed. */
final class RunsTimeline {
    private static final double LABEL_WIDTH = 92;
    private static final double ROW = 24;
    private static final double UP = 8;
    private static final double TIMES = 14;

    private final Map<String, List<Run>> jobs;

    RunsTimeline(Map<String, List<Run>> jobs) {
        this.jobs = jobs;
    }

    String draw(Manuscript words) {
        Instant from = all().min(Instant::compareTo).orElseThrow();
        Instant to = all().max(Instant::compareTo).orElseThrow();
        double span = Math.max(1, Duration.between(from, to).toMillis());
        double left = LABEL_WIDTH + 6;
        double room = Canvas.PAGE_WIDTH - left - 4;
        Canvas canvas = new Canvas(Canvas.PAGE_WIDTH, jobs.size() * ROW + TIMES, words.typefaces());
        int row = 0;
        for (Map.Entry<String, List<Run>> job : jobs.entrySet()) {
            double middle = row * ROW + ROW / 2;
            canvas.text(job.getKey(), 0, middle - 5, LABEL_WIDTH, Align.RIGHT, Ink.LABEL);
            canvas.line(left, middle, left + room, middle, Shade.GRID);
            for (Run run : job.getValue()) {
                stroke(
                        canvas,
                        run,
                        left + room * Duration.between(from, run.started()).toMillis() / span,
                        middle);
            }
            row++;
        }
        double bottom = jobs.size() * ROW + 2;
        canvas.text(words.numbers().stamp(from), left, bottom, room / 2 - 4, Align.LEFT, Ink.QUIET);
        canvas.text(words.numbers().stamp(to), left + room / 2, bottom, room / 2, Align.RIGHT, Ink.QUIET);
        return canvas.markup(words.text("runs.jobs.alt", jobs.size()));
    }

    private static void stroke(Canvas canvas, Run run, double x, double middle) {
        if (run.outcome() == Outcome.FAILED) {
            canvas.rectangle(x - 2, middle + 2, 4, 6, Shade.ALARM_FILL);
        } else if (run.outcome() == Outcome.SKIPPED) {
            canvas.rectangle(x - 1.5, middle - 1.5, 3, 3, Shade.PAPER);
        } else {
            canvas.line(x, middle, x, middle - UP, Shade.ARROW);
        }
    }

    private Stream<Instant> all() {
        return jobs.values().stream().flatMap(List::stream).map(Run::started);
    }
}
