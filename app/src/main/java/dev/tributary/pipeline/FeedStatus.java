package dev.tributary.pipeline;

import dev.tributary.lake.FeedMode;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How one topic stands.
 *
 * @param topic the topic
 * @param mode how it stands in the warehouse
 * @param lag offsets that Kafka has and the lake has not; empty when Kafka was not asked
 * @param lake records in the lake
 * @param days how many days the lake has of it
 * @param bytes the size of its files
 * @param quarantined records in its dead letters
 * @param open records in quarantine, as dead letters or as rows of the topology's quarantine, that nobody resubmitted or discarded
 * @param rows rows in the warehouse; empty when it has no table
 * @param waiting lake records that are not loaded yet
 * @param newest the latest timestamp among the rows
 */
public record FeedStatus(
        String topic,
        FeedMode mode,
        OptionalLong lag,
        long lake,
        long days,
        long bytes,
        long quarantined,
        long open,
        OptionalLong rows,
        long waiting,
        Optional<Instant> newest) {}
