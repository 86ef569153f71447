/**
 * Days of the lake as Parquet: how lines are kept byte for byte, and how DuckDB reads them as if they were still files of the lake. It knows nothing of when a day is
 * archived, nor of the ledger.
 */
@NullMarked
package dev.tributary.archive;

import org.jspecify.annotations.NullMarked;
