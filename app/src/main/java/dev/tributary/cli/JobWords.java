package dev.tributary.cli;

import dev.tributary.config.Closest;
import dev.tributary.pipeline.ScheduledJobs;
import dev.tributary.schedule.JobRun;
import dev.tributary.schedule.Scheduler;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** How the commands on jobs speak of them. */
final class JobWords {
    private JobWords() {}

    static String outcome(JobRun.Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    static String numbers(Map<String, Long> numbers) {
        return numbers.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
    }

    /**
     * The job that somebody named.
     *
     * @throws CommandFailedException when there is none
     */
    static Scheduler.Scheduled find(ScheduledJobs jobs, String name) {
        return jobs.find(name)
                .orElseThrow(() -> new CommandFailedException(
                        Exit.USAGE,
                        "there is no job '" + name + "'",
                        Optional.of(Closest.to(name, jobs.names())
                                .map(near -> "did you mean " + near + "?")
                                .orElse("the jobs are " + String.join(", ", jobs.names())))));
    }
}
