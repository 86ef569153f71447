/**
 * Sample transactions: deterministic by seed, with the bad input that real topics carry. Knows nothing of the other packages.
 */
@NullMarked
package dev.tributary.generator;

import org.jspecify.annotations.NullMarked;
