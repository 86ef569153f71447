package dev.tributary.pipeline;

import java.util.Optional;
import java.util.function.Predicate;

/**
 * Who a report is for.
 *
 * @param name the user that it is made as; empty for whoever may read the project's files, and so everything
 * @param mayRead whether a topic, or the table of its name, may be read
 */
public record ReportReader(Optional<String> name, Predicate<String> mayRead) {
    /** May read everything. */
    public static final ReportReader EVERYTHING = new ReportReader(Optional.empty(), topic -> true);
}
