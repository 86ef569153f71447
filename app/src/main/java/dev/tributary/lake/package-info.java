/**
 * The data lake: its layout, the format of its lines, the ledger that says what is committed, and the readers and writers
 * of its files. Knows nothing of Kafka, of the warehouse, or of any other package but the forcing of files.
 */
@NullMarked
package dev.tributary.lake;

import org.jspecify.annotations.NullMarked;
