package dev.tributary.config;

import dev.tributary.streams.StreamRules;
import dev.tributary.streams.TableUpdates;

/**
 * The topology and how it runs.
 *
 * @param rules its rules
 * @param applicationId the Kafka Streams application
 * @param threads how many threads run it
 * @param updates which updates of the tables are rows
 */
public record StreamsSettings(StreamRules rules, String applicationId, int threads, TableUpdates updates) {}
