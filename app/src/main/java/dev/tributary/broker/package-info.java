/**
 * The embedded Kafka broker, topics, and the properties with which clients reach a cluster. Knows nothing of what flows through it.
 */
@NullMarked
package dev.tributary.broker;

import org.jspecify.annotations.NullMarked;
