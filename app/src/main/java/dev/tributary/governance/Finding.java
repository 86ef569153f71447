package dev.tributary.governance;

/**
 * Something about users, permissions or file modes that is not as it should be.
 *
 * @param kind what kind of thing it is
 * @param subject the user, grant or file
 * @param problem what is wrong with it
 * @param fix what mends it
 * @param mended whether it was mended just now
 */
public record Finding(Kind kind, String subject, String problem, String fix, boolean mended) {
    /** What kinds there are. */
    public enum Kind {
        /** A user who may do nothing. */
        USER,
        /** A grant to nobody, to nothing, or that cannot hold. */
        GRANT,
        /** A token that is past its time. */
        TOKEN,
        /** A file or folder that others can open. */
        MODE
    }
}
