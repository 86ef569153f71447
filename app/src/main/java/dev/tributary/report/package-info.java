/**
 * The report: figures of the pipeline as a document, in PDF and in HTML. It asks the warehouse itself, through {@link Reading}; the figures
 * of the other parts are handed in. It must not know Kafka, the lake's files or the command line.
 */
@NullMarked
package dev.tributary.report;

import org.jspecify.annotations.NullMarked;
