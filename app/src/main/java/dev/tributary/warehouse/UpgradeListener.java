package dev.tributary.warehouse;

/** Is told how far a warehouse of an older version is brought up to this one. */
@FunctionalInterface
public interface UpgradeListener {
    /**
     * So many rows of a table were read, which happens once in a while.
     *
     * @param total how many there are, or somewhat more
     */
    void rowsRead(String table, long rows, long total);
}
