package dev.tributary.report;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * Who may read what, how long data stays, and what the checks found.
 *
 * @param retention how long days stay in the lake; empty when nothing deletes them
 * @param deleted the days that left the lake
 * @param permissions who may do what with which folder
 * @param drift what the last check of the permissions found; empty when none was made
 * @param audit the audit trail; empty when there is none
 * @param privacy what the last check of pseudonyms, masks and clear values found; empty when none was made
 */
public record Governance(
        Optional<Retention> retention,
        List<Deleted> deleted,
        Permissions permissions,
        Optional<Check> drift,
        Optional<Audit> audit,
        Optional<Check> privacy) {

    public Governance {
        deleted = List.copyOf(deleted);
    }

    /** What a user is told: his own permissions. */
    public static Governance of(List<Permission> own) {
        return new Governance(
                Optional.empty(),
                List.of(),
                new Permissions(List.of(), List.of(), own),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /**
     * How long days stay in the lake.
     *
     * @param after a day after its end; empty for ever
     * @param quarantine a day of dead letters and of quarantine after its end; empty for ever
     * @param deletes whether expired days leave the lake; otherwise they are only reported
     * @param archives whether their lines are kept in archives
     */
    public record Retention(
            Optional<Duration> after, Optional<Duration> quarantine, boolean deletes, boolean archives) {}

    /** A day of a topic that left the lake: when, how many records, how many bytes, and whether an archive has its lines. */
    public record Deleted(
            String topic, Optional<LocalDate> day, Instant at, long records, long bytes, boolean archived) {}

    /**
     * Who may do what.
     *
     * @param folders the folders of the matrix
     * @param holders the users, each with a right for each of the folders
     * @param grants what was granted, by user and folder
     */
    public record Permissions(List<String> folders, List<Holder> holders, List<Permission> grants) {
        public Permissions {
            folders = List.copyOf(folders);
            holders = List.copyOf(holders);
            grants = List.copyOf(grants);
        }
    }

    /** A user, and what he may do with each folder of the matrix. */
    public record Holder(String user, boolean administrator, List<Extent> extents) {
        public Holder {
            extents = List.copyOf(extents);
        }
    }

    /** How much of a folder a user may read, and whether he may write to it. */
    public record Extent(boolean read, boolean part, boolean write) {}

    /**
     * What was granted.
     *
     * @param user the user
     * @param folder a folder, or a pattern of folders
     * @param read whether he may read it
     * @param write whether he may write to it
     * @param masks the columns that he sees masked, and how; empty for none
     * @param filter which rows he sees; empty for all
     * @param since when it was granted
     * @param by who granted it
     */
    public record Permission(
            String user,
            String folder,
            boolean read,
            boolean write,
            String masks,
            Optional<String> filter,
            Instant since,
            String by) {}

    /**
     * The audit trail.
     *
     * @param check whether it is whole
     * @param entries what stands in it, the kinds with the newest entries first
     */
    public record Audit(Check check, List<Entries> entries) {
        public Audit {
            entries = List.copyOf(entries);
        }
    }

    /** How many entries there are of a kind, and when the newest was made. */
    public record Entries(String action, long count, Instant last) {}

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
