package dev.tributary.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tributary.testing.SettableClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Turns the clock, steps the scheduler, and looks at what ran. Each step waits for the runs that it started. */
@Timeout(60)
class SchedulerTest {
    private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");

    @TempDir
    Path folder;

    private final SettableClock clock = new SettableClock(START);
    private final AtomicLong nanos = new AtomicLong();
    private final List<Instant> runs = Collections.synchronizedList(new ArrayList<>());
    private JobHistory history;

    @BeforeEach
    void prepare() throws Exception {
        Path database = folder.resolve("db");
        Files.createFile(database);
        history = new JobHistory(database);
        history.prepare();
    }

    private static JobConfig every(Duration period, UnaryOperator<JobConfig> change) {
        return change.apply(new JobConfig(
                "work",
                Optional.of(new Timing.Every(period)),
                MissedRuns.ONCE,
                0,
                Duration.ofSeconds(30),
                Duration.ofHours(1)));
    }

    private static JobConfig daily(String cron, String zone) {
        return new JobConfig(
                "work",
                Optional.of(Timing.Cron.parse(cron, ZoneId.of(zone))),
                MissedRuns.ONCE,
                0,
                Duration.ofSeconds(30),
                Duration.ofHours(1));
    }

    private static JobConfig with(JobConfig config, MissedRuns missed, int retries) {
        return new JobConfig(config.name(), config.timing(), missed, retries, config.retryAfter(), config.timeLimit());
    }

    private Scheduler scheduler(JobConfig config) {
        return scheduler(config, stopping -> {
            runs.add(clock.instant());
            return new Job.Result(Map.of("things", 3L), "did three things");
        });
    }

    private Scheduler scheduler(JobConfig config, Job job) {
        return new Scheduler(
                List.of(new Scheduler.Scheduled(config, job)), history, clock, nanos::get, new Scheduler.Listener() {});
    }

    /** Lets time pass, and the scheduler do what is to be done then. */
    private void pass(Scheduler scheduler, Duration time) {
        clock.advance(time);
        settle(scheduler);
    }

    private void settle(Scheduler scheduler) {
        int before;
        do {
            before = history.runs(Optional.empty(), 10_000).size();
            scheduler.step(clock.instant());
            await().pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> history.runs(Optional.empty(), 10_000).stream()
                            .noneMatch(run -> run.outcome() == JobRun.Outcome.RUNNING));
        } while (history.runs(Optional.empty(), 10_000).size() > before);
    }

    private List<JobRun.Outcome> outcomes() {
        return history.runs(Optional.empty(), 100).stream().map(JobRun::outcome).toList();
    }

    @Test
    void aJobRunsAgainAndAgainAndEachRunIsOnRecord() {
        Scheduler scheduler = scheduler(every(Duration.ofMinutes(10), config -> config));
        settle(scheduler);
        assertThat(runs).isEmpty();

        pass(scheduler, Duration.ofMinutes(10));
        pass(scheduler, Duration.ofMinutes(9));
        pass(scheduler, Duration.ofMinutes(1));

        assertThat(runs).containsExactly(START.plusSeconds(600), START.plusSeconds(1200));
        assertThat(history.runs(Optional.of("work"), 1)).singleElement().satisfies(run -> {
            assertThat(run.outcome()).isEqualTo(JobRun.Outcome.DONE);
            assertThat(run.due()).contains(START.plusSeconds(1200));
            assertThat(run.started()).isEqualTo(START.plusSeconds(1200));
            assertThat(run.ended()).contains(START.plusSeconds(1200));
            assertThat(run.numbers()).containsExactly(Map.entry("things", 3L));
            assertThat(run.message()).isEqualTo("did three things");
        });
        assertThat(history.runs(Optional.of("other"), 10)).isEmpty();
    }

    @Test
    void aMachineThatSleptMakesUpForAllMissedRunsWithOne() {
        Scheduler scheduler = scheduler(every(Duration.ofMinutes(10), config -> config));
        pass(scheduler, Duration.ofHours(8).plusMinutes(5));
        assertThat(runs).hasSize(1);

        pass(scheduler, Duration.ofMinutes(5));
        assertThat(runs).hasSize(2);
    }

    @Test
    void missedRunsMayBeLeftOut() {
        Scheduler scheduler = scheduler(with(every(Duration.ofMinutes(10), c -> c), MissedRuns.SKIP, 0));
        pass(scheduler, Duration.ofHours(8).plusMinutes(5));
        assertThat(runs).isEmpty();
        assertThat(outcomes()).containsExactly(JobRun.Outcome.SKIPPED);

        pass(scheduler, Duration.ofMinutes(5));
        assertThat(runs).hasSize(1);
    }

    @Test
    void missedRunsMayEachBeMadeUpFor() {
        Scheduler scheduler = scheduler(with(every(Duration.ofMinutes(10), c -> c), MissedRuns.ALL, 0));
        pass(scheduler, Duration.ofMinutes(45));

        assertThat(runs).hasSize(4);
        assertThat(history.runs(Optional.empty(), 10))
                .extracting(run -> run.due().orElseThrow())
                .containsExactly(
                        START.plusSeconds(2400),
                        START.plusSeconds(1800),
                        START.plusSeconds(1200),
                        START.plusSeconds(600));
    }

    @Test
    void aRestartGoesOnWithTheTimetable() {
        JobConfig config = every(Duration.ofMinutes(10), c -> c);
        pass(scheduler(config), Duration.ofMinutes(10));
        clock.advance(Duration.ofMinutes(4));
        Scheduler again = scheduler(config);
        settle(again);
        assertThat(runs).hasSize(1);

        pass(again, Duration.ofMinutes(6));
        assertThat(runs).hasSize(2);
    }

    @Test
    void aClockThatIsSetBackNeitherHoldsAPeriodUpNorRunsTwice() {
        Scheduler scheduler = scheduler(every(Duration.ofMinutes(10), c -> c));
        pass(scheduler, Duration.ofMinutes(10));
        pass(scheduler, Duration.ofDays(-2));
        assertThat(runs).hasSize(1);

        pass(scheduler, Duration.ofMinutes(10));
        assertThat(runs).hasSize(2);
    }

    @Test
    void aClockThatIsSetForwardByAYearGivesOneRun() {
        Scheduler scheduler = scheduler(every(Duration.ofMinutes(10), c -> c));
        pass(scheduler, Duration.ofDays(365));
        assertThat(runs).hasSize(1);
        pass(scheduler, Duration.ofDays(-365));
        pass(scheduler, Duration.ofMinutes(10));
        assertThat(runs).hasSize(2);
    }

    @Test
    void aDailyJobRunsOnceADayThroughBothChangesOfTheClocks() {
        clock.advance(Duration.between(START, Instant.parse("2026-10-23T12:00:00Z")));
        Scheduler scheduler = scheduler(daily("30 2 * * *", "Europe/Paris"));
        for (int hour = 0; hour < 24 * 4; hour++) {
            pass(scheduler, Duration.ofMinutes(30));
            pass(scheduler, Duration.ofMinutes(30));
        }
        assertThat(runs)
                .containsExactly(
                        Instant.parse("2026-10-24T00:30:00Z"),
                        Instant.parse("2026-10-25T00:30:00Z"),
                        Instant.parse("2026-10-26T01:30:00Z"),
                        Instant.parse("2026-10-27T01:30:00Z"));
    }

    @Test
    void anHourSetBackDoesNotRepeatADailyJobAndAWrongYearDoesNotStopIt() {
        clock.advance(Duration.ofHours(17).plusMinutes(30)); // 05:30 of the next day
        Scheduler scheduler = scheduler(daily("0 6 * * *", "UTC"));
        pass(scheduler, Duration.ofMinutes(40));
        assertThat(runs).hasSize(1);
        pass(scheduler, Duration.ofHours(-1));
        pass(scheduler, Duration.ofHours(1));
        assertThat(runs).as("the same six o'clock").hasSize(1);

        pass(scheduler, Duration.ofDays(365));
        assertThat(runs).hasSize(2);
        pass(scheduler, Duration.ofDays(-364));
        pass(scheduler, Duration.ofDays(1));
        assertThat(runs).hasSize(3);
    }

    @Test
    void whatFailsIsTriedAgainEachTimeLaterAndThenGivenUp() {
        JobConfig config = with(every(Duration.ofHours(1), c -> c), MissedRuns.ONCE, 2);
        Scheduler scheduler = scheduler(config, stopping -> {
            runs.add(clock.instant());
            throw new IllegalStateException("no luck");
        });
        for (int n = 0; n < 120; n++) {
            pass(scheduler, Duration.ofSeconds(60));
        }
        Instant due = START.plusSeconds(3600);
        assertThat(runs)
                .startsWith(due, due.plusSeconds(60), due.plusSeconds(120))
                .hasSize(4); // and the first of the second hour
        assertThat(history.runs(Optional.empty(), 10)).allSatisfy(run -> {
            assertThat(run.outcome()).isEqualTo(JobRun.Outcome.FAILED);
            assertThat(run.message()).isEqualTo("no luck");
        });
        assertThat(history.runs(Optional.empty(), 10))
                .extracting(JobRun::attempt)
                .containsExactly(1, 3, 2, 1);
    }

    @Test
    void aRunThatTakesTooLongIsInterruptedAndOnlyThenMayTheNextBegin() throws InterruptedException {
        Semaphore begun = new Semaphore(0);
        Scheduler scheduler = scheduler(every(Duration.ofMinutes(10), c -> c), stopping -> {
            runs.add(clock.instant());
            begun.release();
            new Semaphore(0).acquire();
            return new Job.Result(Map.of(), "never");
        });
        clock.advance(Duration.ofMinutes(10));
        scheduler.step(clock.instant());
        begun.acquire();
        clock.advance(Duration.ofMinutes(40));
        nanos.addAndGet(Duration.ofMinutes(40).toNanos());
        scheduler.step(clock.instant());
        assertThat(outcomes()).containsExactly(JobRun.Outcome.RUNNING);

        nanos.addAndGet(Duration.ofMinutes(21).toNanos());
        scheduler.step(clock.instant());
        await().until(() -> outcomes().equals(List.of(JobRun.Outcome.TIMED_OUT)));
        assertThat(runs).hasSize(1);
    }

    @Test
    void aJobNeverRunsTwiceAtATimeWhoeverAsks() throws Exception {
        Semaphore begun = new Semaphore(0);
        Semaphore mayEnd = new Semaphore(0);
        JobConfig config = every(Duration.ofMinutes(10), c -> c);
        Job slow = stopping -> {
            runs.add(clock.instant());
            begun.release();
            mayEnd.acquire();
            return new Job.Result(Map.of(), "done");
        };
        Scheduler one = scheduler(config, slow);
        Scheduler other = scheduler(config, slow);
        clock.advance(Duration.ofMinutes(10));
        one.step(clock.instant());
        begun.acquire();

        other.step(clock.instant());
        clock.advance(Duration.ofMinutes(10));
        other.step(clock.instant());
        one.step(clock.instant());
        assertThatThrownBy(() -> Scheduler.runNow(new Scheduler.Scheduled(config, slow), history, clock, () -> false))
                .isInstanceOf(ScheduleException.class)
                .hasMessageContaining("running already");

        assertThat(runs).hasSize(1);
        mayEnd.release(2);
        settle(one);
        settle(other);
        assertThat(runs).as("the second due time, once").hasSize(2);
    }

    @Test
    void aRunWhoseProcessWasKilledIsLostAndTriedAgain() throws SQLException {
        JobConfig config = with(every(Duration.ofMinutes(10), c -> c), MissedRuns.ONCE, 1);
        history.begin("work", Optional.of(START), 1, START, Optional.empty());
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("db"));
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(
                    "UPDATE _job_runs SET process = replace(process, substr(process, 1, instr(process, ' ') - 1), '999999999')");
        }
        Scheduler scheduler = scheduler(config);

        pass(scheduler, Duration.ofMinutes(10));

        assertThat(outcomes()).containsExactly(JobRun.Outcome.DONE, JobRun.Outcome.LOST);
    }

    @Test
    void theHistoryKeepsTheLatestRunsOnly() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("db"));
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("""
                    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10020)
                    INSERT INTO _job_runs (job, due, attempt, started_at, ended_at, outcome, numbers, message, process)
                    SELECT iif(i <= 5, 'other', 'work'), '2026-11-22T12:00:00Z', 1, '2026-11-22T12:00:00Z', '2026-11-22T12:00:00Z',
                      'DONE', '{}', '', '1 - x' FROM n""");
        }
        pass(scheduler(every(Duration.ofMinutes(10), c -> c)), Duration.ofMinutes(10));

        assertThat(history.runs(Optional.of("work"), 20_000))
                .hasSize(10_001)
                .first()
                .satisfies(run -> assertThat(run.outcome()).isEqualTo(JobRun.Outcome.DONE));
        assertThat(history.runs(Optional.of("other"), 10)).hasSize(5);
    }

    @Test
    void whatSomebodyAsksForRunsAtOnceAndLeavesTheTimetable() throws InterruptedException {
        JobConfig config = every(Duration.ofMinutes(10), c -> c);
        Scheduler scheduler = scheduler(config);
        pass(scheduler, Duration.ofMinutes(10));
        clock.advance(Duration.ofMinutes(5));

        JobRun run = Scheduler.runNow(
                new Scheduler.Scheduled(config, stopping -> new Job.Result(Map.of("n", 1L), "by hand")),
                history,
                clock,
                () -> false);

        assertThat(run.outcome()).isEqualTo(JobRun.Outcome.DONE);
        assertThat(run.due()).isEmpty();
        pass(scheduler, Duration.ofMinutes(5));
        assertThat(runs).hasSize(2);
    }

    @Test
    void stoppingEndsTheLoopAndAsksRunningJobsToEnd() throws InterruptedException {
        Semaphore begun = new Semaphore(0);
        JobConfig config = every(Duration.ofMillis(1), c -> c);
        Scheduler scheduler = new Scheduler(
                List.of(new Scheduler.Scheduled(config, stopping -> {
                    begun.release();
                    await().until(stopping::requested);
                    return new Job.Result(Map.of(), "ended as asked");
                })),
                history,
                InstantSource.system(),
                new Scheduler.Listener() {});
        Thread loop = new Thread(scheduler::runUntilStopped);
        loop.start();
        begun.acquire();

        scheduler.stop();
        loop.join();

        assertThat(history.lastEnded("work"))
                .hasValueSatisfying(run -> assertThat(run.message()).isEqualTo("ended as asked"));
    }
}
