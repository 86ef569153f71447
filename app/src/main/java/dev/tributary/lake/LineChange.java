package dev.tributary.lake;

import java.io.IOException;

/** Makes another line of a line, as long as it was. */
@FunctionalInterface
public interface LineChange {
    /**
     * The line to stand in the place of one; the same one to leave it.
     *
     * @param line without its line feed
     */
    byte[] of(byte[] line) throws IOException;
}
