/**
 * What lies in quarantine, and its way back into the pipeline: the catalogue over the lake, the history of what people did about each
 * record, and resubmission exactly once. Knows nothing of the ingest, the warehouse and the command line.
 */
@NullMarked
package dev.tributary.quarantine;

import org.jspecify.annotations.NullMarked;
