package dev.tributary.governance;

import java.util.List;

/**
 * What a check of the audit trail found.
 *
 * @param entries how many entries there are
 * @param head the last entry's number and seal, to be noted elsewhere and compared with later
 * @param problems what is wrong, each with the entry's number; empty when nothing is
 */
public record AuditVerification(long entries, String head, List<String> problems) {
    public AuditVerification {
        problems = List.copyOf(problems);
    }

    /** Whether every entry stands as it was written and none is missing. */
    public boolean passed() {
        return problems.isEmpty();
    }
}
