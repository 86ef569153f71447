/**
 * Measures Tributary against baselines of the same run: only the ratios mean anything beyond the machine they were measured on.
 */
@NullMarked
package dev.tributary.bench;

import org.jspecify.annotations.NullMarked;
