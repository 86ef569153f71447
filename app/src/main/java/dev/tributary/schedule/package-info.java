/** Jobs and when they run: due times, missed runs, retries, and the history of each run. Knows nothing of what the jobs do. */
@NullMarked
package dev.tributary.schedule;

import org.jspecify.annotations.NullMarked;
