package dev.tributary.config;

import dev.tributary.streams.StreamRules;

/**
 * The topology and how it runs.
 *
 * @param rules its rules
 * @param applicationId the Kafka Streams application
 * @param threads how many threads run it
 */
public record StreamsSettings(StreamRules rules, String applicationId, int threads) {}
