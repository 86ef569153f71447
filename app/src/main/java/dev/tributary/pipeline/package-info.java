/**
 * Puts the parts together: start, stop, health, verification. The only package that knows all features.
 */
@NullMarked
package dev.tributary.pipeline;

import org.jspecify.annotations.NullMarked;
