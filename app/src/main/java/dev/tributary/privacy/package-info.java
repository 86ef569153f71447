/**
 * What is done with the pseudonyms once they are made: whether anybody can be recovered from them, the versions of their key, the erasure of one person. Knows
 * where clear values may lie (lake, warehouse, the files of a project) and how pseudonyms are made; nothing of Kafka's clients or of the command line.
 */
@NullMarked
package dev.tributary.privacy;

import org.jspecify.annotations.NullMarked;
