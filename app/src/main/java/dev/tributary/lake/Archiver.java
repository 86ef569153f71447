package dev.tributary.lake;

import java.io.IOException;
import java.nio.file.Path;

/** A form in which lines are kept when their file leaves the lake. What is read is byte for byte what was written. */
public interface Archiver {
    /** The ending of an archive's name, such as {@code .parquet}. */
    String suffix();

    /**
     * Writes an archive of the first {@code length} bytes of a file of lines. Forcing it is the caller's work.
     *
     * @param place where the archive goes; what is there is replaced
     * @throws IOException when it cannot be written; what is there then is no archive
     */
    void write(Path lines, long length, Path place) throws IOException;

    /**
     * Hands over the lines of an archive in their order, each without its line feed.
     *
     * @throws IOException when the archive cannot be read, or as the handler throws it
     */
    void read(Path archive, LineHandler handler) throws IOException;
}
