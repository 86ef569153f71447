package dev.tributary.governance;

import java.util.Locale;

/** What can stand in the audit trail. The names are part of the trail's format: they may be added to, never changed. */
public enum AuditAction {
    /** Somebody asks the warehouse or reads the quarantine; written before the first row is handed out. */
    QUERY,
    /** What came of a query: its number, rows, milliseconds, outcome. A query without one was broken off. */
    ANSWER,
    /** Somebody tried what he may not do. */
    REFUSE,
    /** A token or password was accepted. */
    LOGIN,
    /** A token or password was not accepted. */
    LOGIN_FAILED,
    /** A user was added, changed or removed. */
    USER,
    /** A token was made or withdrawn. */
    TOKEN,
    /** A permission was given. */
    GRANT,
    /** A permission was taken away. */
    REVOKE,
    /** Data left for a file or another system. */
    EXPORT,
    /** Days of the lake were deleted: counts and checksums. */
    PRUNE,
    /** Days of the lake were moved to an archive, or back. */
    ARCHIVE,
    /** Records in quarantine were sent again. */
    RESUBMIT,
    /** Records in quarantine were given up. */
    DISCARD,
    /** A person was erased. */
    ERASE,
    /** Pseudonyms and masks were attacked: how many were recovered. */
    CHECK,
    /** A key was replaced by a new version. */
    ROTATE,
    /** A backup was taken, or one was restored. */
    BACKUP,
    /** The warehouse or the ledger was made anew. */
    REBUILD,
    /** File modes were mended. */
    MEND;

    /** The name as the trail and its readers write it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
