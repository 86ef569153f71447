package dev.tributary.report;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * Who may read what, how long data stays, and what the checks found.
 *
 * @param retention how long days stay in the lake; empty when nothing deletes them
 * @param deleted the days that were deleted, the newest deletion first
 * @param permissions who may do what with which folder, by user and folder
 * @param audit what the check of the audit trail found; empty when there is no trail
 * @param privacy what the search for personal data in clear found; empty when none was made
 */
public record Governance(
        Optional<Retention> retention,
        List<Deleted> deleted,
        List<Permission> permissions,
        Optional<Check> audit,
        Optional<Check> privacy) {
    /** Nothing of it is there yet. */
    public static final Governance NONE =
            new Governance(Optional.empty(), List.of(), List.of(), Optional.empty(), Optional.empty());

    public Governance {
        deleted = List.copyOf(deleted);
        permissions = List.copyOf(permissions);
    }

    /**
     * How long days stay in the lake.
     *
     * @param after a day, as the configuration says it
     * @param quarantine a day of dead letters and of quarantine
     * @param deletes whether expired days are deleted; otherwise they are only reported
     */
    public record Retention(String after, String quarantine, boolean deletes) {}

    /** A day of a topic that was deleted: when, how many records, how many bytes. */
    public record Deleted(String topic, Optional<LocalDate> day, Instant at, long records, long bytes) {}

    /**
     * What a user may do with a folder.
     *
     * @param user the user
     * @param folder a folder, or a pattern of folders
     * @param read whether he may read it
     * @param write whether he may write to it
     * @param limited whether he sees some rows only, or some columns masked
     */
    public record Permission(String user, String folder, boolean read, boolean write, boolean limited) {}

    /**
     * What a check found.
     *
     * @param at when it was made
     * @param passed whether all was as it should be
     * @param looked how many things it looked at
     * @param findings what was wrong, in words
     */
    public record Check(Instant at, boolean passed, long looked, List<String> findings) {
        public Check {
            findings = List.copyOf(findings);
        }
    }
}
