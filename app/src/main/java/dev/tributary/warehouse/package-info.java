/**
 * The SQLite warehouse: its schema, the loader with its marks, and queries. Knows the lake and nothing of Kafka.
 */
@NullMarked
package dev.tributary.warehouse;

import org.jspecify.annotations.NullMarked;
