package dev.tributary.pipeline;

import java.time.Duration;
import java.util.Optional;

/**
 * What a pipeline has done so far.
 *
 * @param events source records that Kafka acknowledged, of this run
 * @param lake records in the lake, of feeds that are loaded into the warehouse
 * @param warehouse records loaded into the warehouse
 * @param quarantined records in the quarantine and the dead letters
 * @param freshness how old the newest record was when it became visible in the warehouse; empty before the first
 */
public record PipelineCounters(
        long events, long lake, long warehouse, long quarantined, Optional<Duration> freshness) {}
