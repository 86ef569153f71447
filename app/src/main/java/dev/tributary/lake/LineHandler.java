package dev.tributary.lake;

import java.io.IOException;

/** Takes the lines of a file one by one. */
@FunctionalInterface
public interface LineHandler {
    /**
     * Takes a line. The buffer is only lent: it is overwritten by the next line.
     *
     * @param position the line's first byte in the file
     * @param buffer holds the line
     * @param offset the line's first byte in the buffer
     * @param length its length without the line feed
     * @param terminated whether a line feed follows; false only for a torn last line
     */
    void line(long position, byte[] buffer, int offset, int length, boolean terminated) throws IOException;
}
