package dev.tributary.warehouse;

/** Is told how far the rebuilding of a warehouse is, on the thread that rebuilds. */
public interface RebuildListener {
    /** So many of the lake's bytes are loaded into the new file. */
    default void loaded(long bytes, long total) {}

    /** The rebuilding has reached this place. */
    default void at(RebuildPoint point) {}
}
