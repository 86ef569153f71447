package dev.tributary.report;

import dev.tributary.report.DataTable.Column;
import dev.tributary.report.Run.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the scheduler ran: each job on a line of time, and what failed. */
final class RunsChapter {
    private static final int MAX_JOBS = 12;
    private static final int MAX_FAILURES = 30;

    private final List<Run> runs;

    RunsChapter(PipelineFigures figures, Period period) {
        this.runs = figures.runs().stream()
                .filter(run -> period.covers(run.started().toString()))
                .toList();
    }

    void write(Manuscript to) {
        to.chapter("runs.title").lead(to.text("runs.lead"));
        to.section("runs.jobs");
        if (runs.isEmpty()) {
            to.nothing(to.text("runs.none"));
            return;
        }
        Map<String, List<Run>> jobs = new TreeMap<>();
        runs.forEach(
                run -> jobs.computeIfAbsent(run.job(), job -> new ArrayList<>()).add(run));
        Map<String, List<Run>> drawn = new TreeMap<>();
        jobs.entrySet().stream().limit(MAX_JOBS).forEach(job -> drawn.put(job.getKey(), job.getValue()));
        to.figure(new RunsTimeline(drawn).draw(to), to.text("runs.jobs.caption"));
        jobs(to, jobs);
        to.section("runs.failures");
        failures(to);
    }

    private static void jobs(Manuscript to, Map<String, List<Run>> jobs) {
        Numbers numbers = to.numbers();
        DataTable table = new DataTable(
                Column.text(to.text("column.job"), 2),
                Column.number(to.text("column.runs"), 1.5),
                Column.number(to.text("column.failed-runs"), 1.2),
                Column.number(to.text("column.skipped"), 1.2),
                Column.number(to.text("column.longest"), 1.4),
                Column.text(to.text("column.last-run"), 2.7),
                Column.text(to.text("column.outcome"), 1.8));
        jobs.forEach((job, ran) -> table.row(
                job,
                numbers.whole(ran.size()),
                numbers.whole(count(ran, Outcome.FAILED)),
                numbers.whole(count(ran, Outcome.SKIPPED)),
                numbers.duration(longest(ran)),
                numbers.stamp(ran.get(0).started()),
                to.text("outcome." + ran.get(0).outcome())));
        to.table(table.note(to.counted("rows.all", jobs.size())));
    }

    private static long count(List<Run> runs, Outcome outcome) {
        return runs.stream().filter(run -> run.outcome() == outcome).count();
    }

    private static Duration longest(List<Run> runs) {
        return runs.stream()
                .flatMap(run -> run.ended().stream().map(end -> Duration.between(run.started(), end)))
                .reduce(Duration.ZERO, (one, other) -> one.compareTo(other) > 0 ? one : other);
    }

    private void failures(Manuscript to) {
        List<Run> failed =
                runs.stream().filter(run -> run.outcome() == Outcome.FAILED).toList();
        if (failed.isEmpty()) {
            to.paragraph(to.text("runs.failures.none"));
            return;
        }
        DataTable table = new DataTable(
                        Column.text(to.text("column.job"), 1.6),
                        Column.text(to.text("column.started"), 2.4),
                        Column.text(to.text("column.message"), 6))
                .dense();
        failed.stream()
                .limit(MAX_FAILURES)
                .forEach(run -> table.row(run.job(), to.numbers().stamp(run.started()), run.message()));
        to.table(table.note((failed.size() <= MAX_FAILURES
                        ? to.counted("rows.all", failed.size())
                        : to.text("rows.newest", MAX_FAILURES, to.numbers().whole(failed.size())))
                + " " + to.text("runs.failures.note")));
    }
}
