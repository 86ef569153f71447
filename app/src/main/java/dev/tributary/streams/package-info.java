/**
 * The topology that derives the topics from the source, its rules, pseudonyms and serdes. Knows nothing of the lake and the warehouse.
 */
@NullMarked
package dev.tributary.streams;

import org.jspecify.annotations.NullMarked;
