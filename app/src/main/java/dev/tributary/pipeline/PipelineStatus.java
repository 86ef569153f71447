package dev.tributary.pipeline;

import dev.tributary.lake.Gap;
import dev.tributary.schedule.JobRun;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * How a project stands.
 *
 * @param at when it was looked at
 * @param kafka the cluster's address; empty when the embedded broker does not run
 * @param embedded whether the cluster is the embedded broker
 * @param streamsLag source records that the topology has not derived yet; empty when it never ran or Kafka was not asked
 * @param ingesting who holds the lake's lock, in words; empty when nobody does
 * @param feeds the topics that the lake or Kafka has, by name
 * @param tooManyRejected words about the share of rejected transactions, when it is too high
 * @param gaps what Kafka no longer had when it should have been read
 * @param rejects lines of the lake that could not become rows
 * @param failedJobs the jobs of the schedule whose last run failed, with that run
 * @param unfinishedErasures the erasures of persons that are decided and not carried out to their end
 * @param lastLoad when something was last loaded
 */
public record PipelineStatus(
        Instant at,
        Optional<String> kafka,
        boolean embedded,
        OptionalLong streamsLag,
        Optional<String> ingesting,
        List<FeedStatus> feeds,
        Optional<String> tooManyRejected,
        List<Gap> gaps,
        long rejects,
        List<JobRun> failedJobs,
        Set<String> unfinishedErasures,
        Optional<Instant> lastLoad) {
    public PipelineStatus {
        feeds = List.copyOf(feeds);
        gaps = List.copyOf(gaps);
        failedJobs = List.copyOf(failedJobs);
        unfinishedErasures = Set.copyOf(unfinishedErasures);
    }

    /** Whether something waits for somebody to do it. */
    public boolean wantsCare() {
        return !failedJobs.isEmpty() || !unfinishedErasures.isEmpty();
    }
}
