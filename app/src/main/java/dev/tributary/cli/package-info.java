/**
 * The command line: one class per command, exit codes, output. Knows no rule of the domain.
 */
@NullMarked
package dev.tributary.cli;

import org.jspecify.annotations.NullMarked;
