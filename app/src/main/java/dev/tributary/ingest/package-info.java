/**
 * Kafka to lake: poll, classify, commit, recover. Knows the lake and nothing of the warehouse.
 */
@NullMarked
package dev.tributary.ingest;

import org.jspecify.annotations.NullMarked;
