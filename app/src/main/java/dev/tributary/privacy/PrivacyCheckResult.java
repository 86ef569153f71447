package dev.tributary.privacy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a check of privacy came to.
 *
 * @param at when it began
 * @param millis how long it took
 * @param passed whether nothing was found
 * @param rows one for each thing that was checked
 * @param findings what was found, without what would identify anybody
 */
public record PrivacyCheckResult(Instant at, long millis, boolean passed, List<Row> rows, List<Finding> findings) {
    /** How a check came out. */
    public enum Outcome {
        /** Nothing was found. */
        NONE,
        /** Something was found that must not be there. */
        FOUND,
        /** Something is there that must be, and is kept apart. */
        ALLOWED,
        /** It was not looked at, because it holds clear values by its nature. */
        NOT_SEARCHED
    }

    /**
     * One check.
     *
     * @param check what was checked
     * @param lookedAt how many different values, files or rows, as {@code unit} says
     * @param unit what was counted
     * @param candidates how many values were tried; 0 where nothing is tried
     * @param found how many were recovered, or found in clear
     * @param detail what else there is to say; may be empty
     */
    public record Row(
            String check, long lookedAt, String unit, long candidates, long found, Outcome outcome, String detail) {}

    /**
     * Something found.
     *
     * @param check the check that found it
     * @param where the file or table, with the line, row or byte of the first
     * @param what it is, without the value
     * @param count how much of it
     */
    public record Finding(String check, String where, String what, long count) {}

    public PrivacyCheckResult {
        rows = List.copyOf(rows);
        findings = List.copyOf(findings);
    }

    /** How many pseudonyms and masks were recovered, and clear values found where none may be. */
    public long found() {
        return rows.stream()
                .filter(row -> row.outcome() == Outcome.FOUND)
                .mapToLong(Row::found)
                .sum();
    }

    /**
     * The last check of a project.
     *
     * @param state the project's folder of state
     * @return empty when it was never checked
     * @throws dev.tributary.governance.GovernanceException when what was kept of it cannot be read
     */
    public static Optional<PrivacyCheckResult> last(Path state) {
        return CheckRecord.in(state).read();
    }
}
