/**
 * Who may read what, and what was done: users, permissions, the gate before every query, the audit trail. Knows the warehouse and
 * the lake, and nothing of Kafka or of the command line.
 */
@NullMarked
package dev.tributary.governance;

import org.jspecify.annotations.NullMarked;
