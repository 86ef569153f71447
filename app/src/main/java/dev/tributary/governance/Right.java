package dev.tributary.governance;

/**
 * What somebody may do with one folder.
 *
 * @param read whether he may read it at all
 * @param masked whether he sees some columns masked
 * @param filtered whether he sees some of its rows only
 * @param write whether he may write to it
 */
public record Right(boolean read, boolean masked, boolean filtered, boolean write) {
    static final Right EVERYTHING = new Right(true, false, false, true);

    /** Whether he may read every row and column as it is. */
    public boolean whole() {
        return read && !masked && !filtered;
    }
}
