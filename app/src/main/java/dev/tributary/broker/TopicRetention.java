package dev.tributary.broker;

import java.time.Duration;
import java.util.Optional;

/**
 * How long a topic keeps its records.
 *
 * @param age how old a record becomes, by its own timestamp, before it may be deleted; empty when none is for its age
 * @param compacted whether a record is deleted when a newer one has its key
 */
public record TopicRetention(Optional<Duration> age, boolean compacted) {}
