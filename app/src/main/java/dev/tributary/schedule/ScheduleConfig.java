package dev.tributary.schedule;

import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * Every job that may be scheduled.
 *
 * @param zone the time zone of cron expressions
 * @param jobs how each of them runs
 */
public record ScheduleConfig(ZoneId zone, List<JobConfig> jobs) {
    public ScheduleConfig {
        jobs = List.copyOf(jobs);
    }

    /** How a job runs. */
    public Optional<JobConfig> job(String name) {
        return jobs.stream().filter(job -> job.name().equals(name)).findFirst();
    }
}
