/**
 * One settings tree from file, environment and flags, validated into the features' own config records.
 */
@NullMarked
package dev.tributary.config;

import org.jspecify.annotations.NullMarked;
