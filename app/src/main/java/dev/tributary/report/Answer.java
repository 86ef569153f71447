package dev.tributary.report;

import java.util.List;
import java.util.Optional;

/**
 * What the warehouse answered.
 *
 * @param question what was asked
 * @param rows the answer; empty when the table is not there, or may not be read
 */
record Answer<T>(Question question, Optional<List<T>> rows) {
    Answer {
        rows = rows.map(List::copyOf);
    }

    /** Its rows; none when there is no answer. */
    List<T> all() {
        return rows.orElse(List.of());
    }

    boolean isEmpty() {
        return all().isEmpty();
    }
}
