package dev.tributary.config;

import dev.tributary.schedule.JobConfig;
import dev.tributary.schedule.MissedRuns;
import dev.tributary.schedule.Timing;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * The settings of one job.
 *
 * @param job its name
 */
record JobSettings(
        String job,
        Setting<String> at,
        Setting<MissedRuns> missed,
        Setting<Long> retries,
        Setting<Duration> retryAfter,
        Setting<Duration> timeLimit) {

    /** Reads a setting's value. */
    @FunctionalInterface
    interface Reading {
        <T> T of(Setting<T> setting);
    }

    /**
     * The settings of a job.
     *
     * @param at when it runs, unless somebody says otherwise
     * @param retries how often a run that failed is tried again, unless somebody says otherwise
     * @param does what it does, as a sentence goes on after its name
     */
    static JobSettings of(String job, String at, int retries, String does) {
        String prefix = "schedule." + job + ".";
        return new JobSettings(
                job,
                new Setting<>(
                        prefix + "at",
                        Kinds.timing(),
                        at,
                        "When the job `" + job + "` runs, which " + does
                                + ": again and again after a period, or by a cron expression in `schedule.time-zone`."),
                new Setting<>(
                        prefix + "missed",
                        Kinds.choice(MissedRuns.class),
                        "once",
                        "What becomes of runs of `" + job
                                + "` that were missed: `once` makes up for all with one, `skip` for none, `all` for each."),
                new Setting<>(
                        prefix + "retries",
                        Kinds.whole(0, 100),
                        String.valueOf(retries),
                        "How often a run of `" + job + "` that failed is tried again."),
                new Setting<>(
                        prefix + "retry-after",
                        Kinds.duration(Duration.ofMillis(1)),
                        "30s",
                        "How long after its first failure `" + job
                                + "` is tried again; twice as long after each further one."),
                new Setting<>(
                        prefix + "time-limit",
                        Kinds.duration(Duration.ofMillis(1)),
                        "1h",
                        "How long a run of `" + job + "` may take; then it is interrupted, and counts as failed."));
    }

    List<KnownSetting> all() {
        return List.of(at, missed, retries, retryAfter, timeLimit);
    }

    JobConfig read(ZoneId zone, Reading reading) {
        return new JobConfig(
                job,
                timing(reading.of(at), zone),
                reading.of(missed),
                reading.of(retries).intValue(),
                reading.of(retryAfter),
                reading.of(timeLimit));
    }

    /** When a text says that a job runs; empty for never. The text is one that its kind allows. */
    private static Optional<Timing> timing(String text, ZoneId zone) {
        if (text.equals("never")) {
            return Optional.empty();
        }
        Optional<Duration> period = Durations.parse(text);
        return Optional.of(period.isPresent() ? new Timing.Every(period.get()) : Timing.Cron.parse(text, zone));
    }
}
